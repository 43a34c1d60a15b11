// Whose directory `~` is, with and without sudo.
import { describe, expect, it } from "vitest";
import { homeDirectory } from "../../../../src/present/dashboard/prompts/home-directory.ts";

const ann = () => ({ uid: 1000, homedir: "/home/ann" });
const root = () => ({ uid: 0, homedir: "/root" });
const nobody = (): never => {
  throw new Error("no such user");
};

describe("the directory that ~ stands for", () => {
  it("is what HOME says", () => {
    expect(homeDirectory({ HOME: "/tmp/elsewhere" }, ann)).toBe("/tmp/elsewhere");
  });

  it("is the caller's where sudo gave root's, and root was given up", () => {
    expect(homeDirectory({ HOME: "/root", SUDO_UID: "1000" }, ann)).toBe("/home/ann");
    expect(homeDirectory({ HOME: "/root", SUDO_UID: "1000" }, root)).toBe("/root");
  });

  it("is said as it was typed where nobody knows it", () => {
    expect(homeDirectory({}, nobody)).toBe("~");
    expect(homeDirectory({ HOME: "/root", SUDO_UID: "1000" }, nobody)).toBe("/root");
  });
});
