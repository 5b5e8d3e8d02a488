/** The part of Sphinx's search that `search.js` builds on; its scripts are no modules. */
interface SearchIndex {
  docnames: string[];
  filenames: string[];
  titles: string[];
  /** Stems, and the number of the page, or the numbers of the pages, whose text has them. */
  terms: Record<string, number | number[]>;
  /** Titles of pages and sections, and where each stands; a page itself has no anchor. */
  alltitles: Record<string, [page: number, anchor: string | null][]>;
  indexentries: Record<string, [page: number, anchor: string, main: boolean][]>;
}

/** Page, title, anchor, description, score, file and kind of a result. */
type SearchResult = [string, string, string, string | null, number, string, string];

declare const Search: {
  _index: SearchIndex;
  _performSearch: (
    query: string,
    terms: Set<string>,
    excluded: Set<string>,
    highlighted: Set<string>,
    objects: Set<string>,
  ) => SearchResult[];
  performObjectSearch: (object: string, objects: Set<string>) => SearchResult[];
};
declare class Stemmer {
  stemWord(word: string): string;
}
declare const stopwords: Set<string>;
declare const splitQuery: (query: string) => string[];
