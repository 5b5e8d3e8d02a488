/** What lab/build.mjs wrote into lab/dist/, put into lab.js by esbuild. */
interface Manifest {
  worker: string;
  runtime: string;
  bundles: { django: string; label: string; file: string; bytes: number; gzip: number }[];
  python: number;
  bytes: number;
  gzip: number;
  /** The explainer; `gzip` is all that its first use downloads. */
  explain: { worker: string; file: string; bytes: number; gzip: number };
  /** For recorder.js alone: what it loads when it is to run something. */
  live?: string;
}

/** As JSON. */
declare const LAB_MANIFEST: string;
