// @ts-check
/** The part of lab/src/errors.js that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { normalise, ranked, told } from "../../lab/src/errors.js";

const TEXTS = [
  "AppRegistryNotReady: Apps aren't loaded yet.",
  "Application startup failed. Exiting.",
  'Attribute "app" not found in module "puddle.asgi".',
  "ImproperlyConfigured: Requested setting INSTALLED_APPS, but settings are not configured.",
  "ImproperlyConfigured: Requested setting LOGGING_CONFIG, but settings are not configured.",
  "ModuleNotFoundError: No module named 'channels'",
  "ModuleNotFoundError: No module named 'puddle'",
  "refused with HTTP 403",
  "refused with HTTP 500",
  "TypeError: object Echo can't be used in 'await' expression",
  "ValueError: Django can only handle ASGI/HTTP connections, not lifespan.",
  "ValueError: Django can only handle ASGI/HTTP connections, not websocket.",
];
const ENTRIES = TEXTS.map(normalise);

/** @param {string} text */
const found = (text) => ranked(ENTRIES, text).map((index) => TEXTS[index]);

test("Quoted names, paths, numbers, dotted prefixes and case are no words.", () => {
  const mine = normalise("shop.errors.KeyError: No 'basket' in /srv/shop/views.py at 12");
  const theirs = normalise("keyerror: no \"cart\" in C:\\work\\views.py AT 7");
  assert.deepEqual(mine.words, theirs.words);
  assert.deepEqual(mine.names, ["basket", "12"]);
});

test("An apostrophe begins no quotation.", () => {
  assert.deepEqual(normalise("Apps aren't loaded, or can't be").words.slice(0, 4), ["apps", "aren", "t", "loaded"]);
});

test("A slash between two words is no path.", () => {
  assert.ok(normalise("only ASGI/HTTP connections").words.includes("http"));
});

test("The last line of a traceback finds its error, first and foremost.", () => {
  for (const text of TEXTS) assert.equal(found(text)[0], text);
});

test("A prefix and another name do no harm.", () => {
  assert.equal(found("django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet.")[0], TEXTS[0]);
  assert.equal(found('ERROR:    Error loading ASGI app. Attribute "main" not found in module "shop.asgi".')[0], TEXTS[2]);
  assert.equal(found("TypeError: object ChatConsumer can't be used in 'await' expression")[0], TEXTS[9]);
});

test("What is quoted decides between texts that are the same otherwise.", () => {
  assert.deepEqual(found("ModuleNotFoundError: No module named 'puddle'"), [TEXTS[6], TEXTS[5]]);
  assert.deepEqual(found("ModuleNotFoundError: No module named 'channels'"), [TEXTS[5], TEXTS[6]]);
  assert.equal(found("refused with HTTP 500")[0], TEXTS[8]);
});

test("A name that no entry has is one of your own, as the example's is.", () => {
  assert.deepEqual(found("ModuleNotFoundError: No module named 'shop'"), [TEXTS[6], TEXTS[5]]);
});

test("A number alone is looked for, too.", () => {
  assert.deepEqual(found("403"), [TEXTS[7]]);
});

test("Of names that are all unlike, the form decides.", () => {
  const names = [" puddle", "puddle", "puddle.setings", "puddle/settings"];
  const entries = names.map((name) => normalise(`ModuleNotFoundError: No module named '${name}'`));
  assert.equal(ranked(entries, "ModuleNotFoundError: No module named 'shop'")[0], 1);
  assert.equal(ranked(entries, "ModuleNotFoundError: No module named 'shop.setings'")[0], 2);
  assert.equal(ranked(entries, "ModuleNotFoundError: No module named 'shop/settings'")[0], 3);
});

test("Of a whole traceback the last line that looks like an error and is known decides.", () => {
  const pasted = `Traceback (most recent call last):
  File "/srv/shop/asgi.py", line 3, in <module>
    from shop.models import Basket
django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet.

$ `;
  assert.equal(found(pasted)[0], TEXTS[0]);
  const log = `ValueError: Django can only handle ASGI/HTTP connections, not lifespan.
ERROR:    Something that is no entry went wrong entirely elsewhere.
INFO:     Stopping`;
  assert.equal(found(log)[0], TEXTS[10]);
});

test("The place of a Unix socket is a path.", () => {
  const words = ["connect", "to", "failed"];
  assert.deepEqual(normalise("connect() to unix:/run/shop.sock failed").words, words);
  assert.deepEqual(normalise("connect() to unix:puddle.sock failed").words, words);
});

test("A few words, or the beginning of one, find what holds them, quoted or not.", () => {
  assert.equal(found("lifespan")[0], TEXTS[10]);
  assert.deepEqual(found("channels"), [TEXTS[5]]);
  assert.deepEqual(found("LOGGING_CON"), [TEXTS[4]]);
});

test("What is in no entry finds nothing, and is told what to do.", () => {
  assert.deepEqual(found("ZeroDivisionError: division by zero"), []);
  assert.deepEqual(found("one line\nZeroDivisionError: division by zero\n"), []);
  assert.match(told(0, 12), /None of these matches\. Try/);
  assert.equal(told(2, 12), "2 of 12 errors match, the likeliest first.");
});
