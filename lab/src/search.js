// @ts-check
/**
 * Ranks the pages that Sphinx's search finds. Sphinx wants every word of a query on a page, and in
 * titles the query as it was typed, so whoever asks in a sentence finds nothing. Here a page may
 * lack words, rare words say more than common ones, and words that stand together in a title, or in
 * a question that a page answers, say most.
 *
 * @typedef {{ page: number, anchor: string, title: string, words: Set<string> }} Phrase  A title,
 *   or an entry of the index, in stems.
 * @typedef {{ words: Map<string, Map<number, number>>, phrases: Phrase[], pages: number }} Library
 *   How much of each stem's weight a page gets for it, and all phrases.
 * @typedef {{ page: number, anchor: string, title: string, score: number }} Found
 */

/** How much a page must have of what the page has that has most of the query. */
const ENOUGH = 0.5;
/** What a word counts for in the text of a page, and in a title or a question. */
const IN_TEXT = 1;
const IN_PHRASE = 2;
/** What the one phrase counts for that is most like the query, beside all single words. */
const LIKE_A_PHRASE = 2;
/** A word such as "dashboard" asks for a page, whatever a function of the API is called. */
const IS_A_NAME = /[_A-Z]/;
const OF_THE_API = /\((in module|class in|[\w.]+ (method|property|attribute))|^\w+(\.\w+)+$/;

/**
 * @param {SearchIndex} index
 * @param {(text: string) => string[]} stems
 * @returns {Phrase[]}
 */
function phrasesOf(index, stems) {
  /** @type {(text: string, title: string, page: number, anchor: string | null) => Phrase} */
  const phrase = (text, title, page, anchor) => {
    return { page, anchor: anchor ? `#${anchor}` : "", title, words: new Set(stems(text)) };
  };
  const titles = Object.entries(index.alltitles).flatMap(([title, places]) =>
    places.map(([page, anchor]) =>
      title === index.titles[page]
        ? phrase(title, "", page, null)
        : phrase(title, title, page, anchor),
    ),
  );
  const asked = Object.entries(index.indexentries).filter(([entry]) => !OF_THE_API.test(entry));
  const entries = asked.flatMap(([entry, places]) =>
    places.map(([page, anchor]) => phrase(entry, "", page, anchor)),
  );
  return [...titles, ...entries];
}

/**
 * @param {SearchIndex} index
 * @param {(text: string) => string[]} stems
 * @returns {Library}
 */
export function libraryOf(index, stems) {
  const phrases = phrasesOf(index, stems);
  /** @type {Library["words"]} */
  const words = new Map();
  /** @type {(word: string, page: number, counts: number) => void} */
  const note = (word, page, counts) => {
    if (!words.has(word)) words.set(word, new Map());
    words.get(word)?.set(page, counts);
  };
  for (const [word, pages] of Object.entries(index.terms))
    for (const page of [pages].flat()) note(word, page, IN_TEXT);
  for (const { words: its, page } of phrases)
    for (const word of its) note(word, page, IN_PHRASE);
  return { words, phrases, pages: index.docnames.length };
}

/**
 * @param {Library} library
 * @param {string} word
 * @returns {Map<number, number>}  The pages that have it, or else a longer word with it inside.
 */
function having({ words }, word) {
  const whole = words.get(word);
  if (whole || word.length < 3) return whole ?? new Map();
  const longer = [...words].filter(([known]) => known.includes(word));
  return new Map(longer.flatMap(([, pages]) => [...pages]));
}

/**
 * @param {Library} library
 * @param {string} word
 * @returns {number}  What it says: more, the fewer pages have it, and nothing if none has.
 */
function weightOf(library, word) {
  const count = having(library, word).size;
  return count && Math.log(1 + library.pages / count);
}

/**
 * @param {Library} library
 * @param {Iterable<string>} words
 * @returns {number}  What they say together.
 */
function weightOfAll(library, words) {
  return [...words].reduce((sum, word) => sum + weightOf(library, word), 0);
}

/**
 * @param {Library} library
 * @param {Set<string>} query  Stems.
 * @param {number} total  Their weight.
 * @returns {Map<number, { like: number, phrase: Phrase }>}  Each page's phrase that is most like
 *   the query: 1 says the same, 0 nothing of it.
 */
function closest(library, query, total) {
  const best = new Map();
  for (const phrase of library.phrases) {
    const both = weightOfAll(
      library,
      [...query].filter((word) => phrase.words.has(word)),
    );
    if (!both) continue;
    const share = both / weightOfAll(library, phrase.words);
    const like = (both / total) * Math.sqrt(share); // A question is longer than what is typed.
    if (like > (best.get(phrase.page)?.like ?? 0)) best.set(phrase.page, { like, phrase });
  }
  return best;
}

/**
 * @param {Library} library
 * @param {Set<string>} query  Stems.
 * @returns {Found[]}  The pages that answer it, best first, each with its section most like it.
 */
export function ranked(library, query) {
  const total = weightOfAll(library, query);
  const [shares, points] = [new Map(), new Map()];
  for (const word of query) {
    const weight = weightOf(library, word) / total;
    for (const [page, counts] of having(library, word)) {
      shares.set(page, (shares.get(page) ?? 0) + weight);
      points.set(page, (points.get(page) ?? 0) + weight * counts);
    }
  }
  const best = closest(library, query, total);
  const enough = ENOUGH * Math.max(...shares.values());
  return [...points]
    .filter(([page]) => shares.get(page) >= enough)
    .map(([page, sum]) => {
      const { like, phrase } = best.get(page) ?? { like: 0, phrase: { anchor: "", title: "" } };
      const { anchor, title } = phrase;
      return { page, anchor, title, score: sum + LIKE_A_PHRASE * like };
    })
    .sort((a, b) => b.score - a.score || a.page - b.page);
}

/**
 * @param {string} text
 * @returns {string[]}  Its words as the index of Sphinx has them, and numbers such as 404 too.
 */
function stemsOf(text) {
  const stemmer = new Stemmer();
  return splitQuery(text.toLowerCase())
    .filter((word) => !stopwords.has(word) && !/^\d{1,2}$/.test(word))
    .map((word) => stemmer.stemWord(word));
}

/**
 * @param {SearchIndex} index
 * @param {Found} found
 * @returns {SearchResult}
 */
function resultOf({ docnames, titles, filenames }, { page, anchor, title, score }) {
  const told = title ? `${titles[page]} > ${title}` : titles[page];
  return [docnames[page], told, anchor, null, score, filenames[page], title ? "title" : "text"];
}

/** Puts the ranking into Sphinx's search, which shows the last result first. */
function install() {
  /** @type {Library | undefined} */
  let library;
  Search._performSearch = (query, _terms, _excluded, _highlighted, objects) => {
    library ??= libraryOf(Search._index, stemsOf);
    document.getElementById("search-progress")?.replaceChildren();
    const pages = ranked(library, new Set(stemsOf(query)));
    const named = [...objects].flatMap((one) => Search.performObjectSearch(one, objects));
    const isName = IS_A_NAME.test(query);
    const typed = named.filter(([, name]) => isName && name.split(".").pop() === query.trim());
    return [...typed, ...pages.map((page) => resultOf(Search._index, page))].reverse();
  };
}

if (typeof Search !== "undefined") install();
