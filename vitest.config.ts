import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: "test/build.ts",
    reporters: ["default", "./test/closing-line.ts"],
    pool: "threads",
    isolate: false,
    maxWorkers: 2,
    // The longest tests read hundreds of real recordings.
    testTimeout: 120_000,
  },
});
