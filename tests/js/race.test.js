// @ts-check
/** The model of lab/src/race.js, against what can be worked out by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  drawing, error, laneOf, outcome, race, run, signed, time, told, windowOf,
} from "../../lab/src/race.js";

const SECOND = 1e6;
const LANE = { workers: 1, threads: Infinity, clients: 1, waiting: 0, work: 1000 };

/** @param {Partial<typeof LANE>} lane  @param {number} end */
function answered(lane, end = SECOND) {
  return race({ ...LANE, ...lane }, end).filter(({ done }) => done <= end);
}

test("One client gets an answer every time what is computed and waited has passed.", () => {
  for (const [work, waiting] of [[1000, 0], [350, 100_000], [2757, 100_000], [999, 1], [1, 7]]) {
    const count = Math.floor(SECOND / (work + waiting));
    assert.equal(answered({ work, waiting }).length, count, `${work} ${waiting}`);
  }
});

test("Where nothing waits, each worker answers as fast as it computes, however many ask.", () => {
  for (const [workers, clients] of [[1, 1], [1, 50], [2, 50], [4, 4], [4, 100]]) {
    for (const threads of [1, 4, Infinity]) {
      assert.equal(answered({ workers, clients, threads }).length, workers * 1000);
    }
  }
});

test("Threads that only wait answer one request each in that time.", () => {
  for (const [workers, threads, clients] of [[1, 1, 50], [1, 4, 50], [2, 8, 50], [4, 10, 200]]) {
    const lane = { workers, threads, clients, waiting: 100_000, work: 0 };
    assert.equal(answered(lane).length, workers * threads * 10);
  }
});

test("Clients that only wait are not held up where threads have no end.", () => {
  assert.equal(answered({ clients: 200, waiting: 100_000, work: 0 }).length, 2000);
});

test("With more clients than it can compute for, a worker is never idle.", () => {
  const count = answered({ clients: 100, waiting: 100_000, work: 2500 }, 10 * SECOND).length;
  assert.ok(Math.abs(count - 4000) <= 100, `${count}`); // The last round is not through yet.
});

test("No lane answers more than its processors, its threads and its clients allow.", () => {
  for (const workers of [1, 2, 3]) for (const threads of [1, 4, Infinity]) {
    for (const clients of [1, 7, 60]) for (const waiting of [0, 900, 40_000]) {
      const work = 1300;
      const count = answered({ workers, threads, clients, waiting, work }).length;
      const slots = Math.min(workers * threads, clients);
      const most = Math.min(workers / work, slots / (work + waiting)) * SECOND;
      assert.ok(count <= most + 1, `${count} > ${most}`);
      const alone = Math.floor(SECOND / (work + waiting));
      assert.ok(count >= alone, "more than one client answers no less than one");
    }
  }
});

test("Clients are answers a second times how long an answer takes.", () => {
  const lane = { ...LANE, clients: 40, threads: 8, waiting: 20_000, work: 1500 };
  const end = 60 * SECOND;
  const done = race(lane, end).filter((request) => request.done <= end);
  const mean = done.reduce((sum, { sent, done: at }) => sum + at - sent, 0) / done.length;
  assert.ok(Math.abs((done.length / end) * mean - 40) < 0.1);
});

test("A worker never computes two pieces at once, and holds no more than its threads.", () => {
  const lane = { ...LANE, threads: 3, clients: 20, waiting: 5000, work: 2001 };
  const requests = race(lane, SECOND);
  const spans = requests.flatMap((one) => one.spans).sort((a, b) => a[0] - b[0]);
  for (let at = 1; at < spans.length; at += 1) assert.ok(spans[at][0] >= spans[at - 1][1]);
  const begun = requests.filter((one) => one.spans.length);
  for (const { spans: [[now]] } of begun) {
    const held = begun.filter((one) => one.spans[0][0] <= now && one.done > now);
    assert.ok(held.length <= 3);
  }
  for (const { spans: [first, second] } of begun.filter((one) => one.done <= SECOND)) {
    assert.equal(first[1] - first[0] + second[1] - second[0], 2001);
    assert.ok(second[0] - first[1] >= 5000);
  }
});

test("The same load is the same race.", () => {
  const lane = { ...LANE, workers: 3, threads: 5, clients: 31, waiting: 777, work: 1234 };
  assert.deepEqual(race(lane, SECOND), race(lane, SECOND));
});

test("An idle worker takes the next request before a busy one.", () => {
  const four = race({ ...LANE, workers: 4, clients: 4 }, 1000);
  assert.deepEqual(four.slice(0, 4).map(({ spans }) => spans[0][0]), [0, 0, 0, 0]);
});

test("Of what ends at the same time, what began first comes first.", () => {
  const requests = race({ ...LANE, workers: 2, threads: 1, clients: 4, waiting: 100 }, 20_000);
  const order = requests.map(({ client }) => client);
  assert.deepEqual(order.slice(0, 12), [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
});

test("A lane has the threads of the slider, one, or no end, and whole microseconds.", () => {
  const load = { workers: 2, threads: 7, clients: 5, waiting: 0.5, computing: 2 };
  const one = { name: "", cost: 350 };
  assert.deepEqual(
    [1, /** @type {const} */ ("slider"), null].map((threads) => laneOf({ ...one, threads }, load)),
    [1, 7, Infinity].map((threads) => {
      return { workers: 2, threads, clients: 5, waiting: 500, work: 2350 };
    }),
  );
});

test("What comes too late is not counted.", () => {
  const requests = race({ ...LANE, waiting: 99_000, work: 1000 }, 2 * SECOND);
  assert.deepEqual(outcome(requests, SECOND), { rate: 10, median: 100_000, longest: 100_000 });
  assert.equal(told(outcome(requests, 1)), "no answer yet");
  assert.equal(
    told(outcome(requests, SECOND)),
    "10 answers a second, half of them within 100 ms, the slowest after 100 ms",
  );
});

test("The error is that of the model, and has a sign.", () => {
  const measured = { rate: 80, low: 70, high: 90 };
  const of = (/** @type {number} */ rate) => signed(error({ rate, median: 1, longest: 1 }, measured));
  assert.deepEqual([88, 72, 80, 79.9].map(of), ["+10\u00a0%", "−10\u00a0%", "0\u00a0%", "0\u00a0%"]);
});

test("Times are told with as many digits as they are worth.", () => {
  assert.deepEqual([0, 351, 3500, 27_569, 1_904_000].map(time), [
    "0 ms", "0.4 ms", "3.5 ms", "28 ms", "1,904 ms",
  ]);
});

test("The drawing shows at least three requests of the longest lane.", () => {
  for (const [work, until] of [[1000, 3000], [350, 2000], [102_757, 400_000], [3300, 10_000]]) {
    assert.equal(windowOf([{ ...LANE, work: 1 }, { ...LANE, work }]), until);
  }
});

test("A row is drawn for each client, and nothing beyond the edge.", () => {
  const lane = { ...LANE, clients: 2, threads: 1, waiting: 300, work: 200 };
  const svg = drawing(race(lane, 1000), lane, 1000);
  assert.match(svg, /viewBox="0 0 1000 2"/);
  assert.match(svg, /race-waits" fill-opacity="\.55" d="M100 0\.1h300v\.8h-300zM600 1\.1h300v\.8h-300z"/);
  assert.match(svg, /race-computes" d="M0 0\.1h100v\.8h-100zM400 0\.1h100v\.8h-100zM500 1\.1h/);
  for (const [, x, width] of svg.matchAll(/M(\d+) \d+\.1h(\d+)/g)) {
    assert.ok(Number(x) + Number(width) <= 1000);
  }
});

test("A whole race tells of the measured result only where there is one.", () => {
  const contenders = [{ name: "a", threads: 1, cost: 350 }];
  const load = { workers: 1, threads: 1, clients: 10, waiting: 100, computing: 0 };
  const measured = [{ rate: 9.48, low: 9.4, high: 9.5 }];
  const [known] = run(contenders, load, 2, measured).shown;
  assert.equal(known.off, 0);
  assert.equal(known.beside, "measured 9.5 (9.4 to 9.5): the model is off by 0\u00a0%");
  assert.equal(run(contenders, load).shown[0].beside, "");
});
