// Joins the modules of dist/ into few files. Node's engine reads a constant that another module
// exports from memory, checked anew at every use; inside one module it is part of the code. The hot
// path is built of such constants: joined in the engine's file, it takes two thirds of the time.
// What not every call needs is imported where it is needed, and becomes a file of its own.
export default {
  input: {
    index: "dist/index.js",
    main: "dist/cli/main.js",
    "inode-helper": "dist/host/inode-helper.js",
    "dashboard-worker": "dist/cli/dashboard/worker.js",
  },
  platform: "node",
  external: /^[^./]/,
  output: {
    dir: "dist/bundle",
    cleanDir: true,
    format: "esm",
    chunkFileNames: "[name].js",
    codeSplitting: {
      groups: [
        {
          name: "engine",
          test: /dist[\\/](capture|decode|track|session)[\\/](?!lz4-frame|live|screen|packet-filter|filter-compiler|bpf)/,
        },
      ],
    },
  },
};
