import { describe, expect, test } from "vitest";
import { explainTopics, listTopics } from "../../../src/present/explain/explain-page.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";
import { LANGUAGES } from "../../../src/words/language.ts";
import { handbookIn, type Topic } from "../../../src/words/topics.ts";

const plain = { ascii: false, color: "none" } as const;

async function pageOf(
  id: string,
  options: { lang?: "en" | "zh"; width?: number; ascii?: boolean } = {},
): Promise<string> {
  const { topics, words } = await handbookIn(options.lang ?? "en");
  const meant = topics.filter((topic) => topic.id === id);
  return explainTopics(meant, { ...plain, ascii: options.ascii ?? false, width: options.width ?? 80, words });
}

/** Commands stay whole; everything else keeps to the width. */
function isCommand(line: string, { explanation }: Topic): boolean {
  return Object.values(explanation.next)
    .flat()
    .some(({ command }) => command !== undefined && line.trim() === command);
}

describe.each(LANGUAGES)("pages in %s", (lang) => {
  test.each([60, 80, 132])("keep to %d columns, and to 88 where there are more", async (width) => {
    const { topics, words } = await handbookIn(lang);
    for (const topic of topics) {
      const lines = explainTopics([topic], { ...plain, width, words }).split("\n");
      const wide = lines.filter((line) => widthOf(line) > Math.min(width, 88) && !isCommand(line, topic));
      expect(wide, topic.id).toEqual([]);
    }
  });

  test("colour changes nothing but colour", async () => {
    const { topics, words } = await handbookIn(lang);
    for (const topic of topics) {
      const colored = explainTopics([topic], { ...plain, color: "16", width: 80, words });
      expect(colored).toContain("\x1b[");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them
      expect(colored.replaceAll(/\x1b\[[\d;]*m/g, "")).toBe(
        explainTopics([topic], { ...plain, width: 80, words }),
      );
    }
  });

  test("no line begins with what closes, or ends with what opens", async () => {
    const { topics, words } = await handbookIn(lang);
    for (const width of [50, 64, 77]) {
      const text = topics.map((topic) => explainTopics([topic], { ...plain, width, words })).join("");
      expect(text).not.toMatch(/^ *[，。、；：？！）》」]|[（《「]$/mu);
    }
  });
});

test("with --ascii an English page is ASCII to the last character", async () => {
  const { topics, words } = await handbookIn("en");
  const options = { ascii: true, color: "none", width: 80, words } as const;
  for (const text of [
    listTopics(topics, options),
    ...topics.map((topic) => explainTopics([topic], options)),
  ]) {
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  }
});

test("a state, from its name to where to read on", async () => {
  expect(await pageOf("CLOSING")).toMatchInlineSnapshot(`
    "CLOSING · state
    Both ends closed at once; waits for the ACK of its FIN

      client                                                            server
      ESTABLISHED │                                                    │ ESTABLISHED
      FIN_WAIT_1  │── FIN ACK seq=u ack=w ────────────────────────────▶│
      CLOSING     │◀──────────────────────────── FIN ACK seq=w ack=u ──│ CLOSING
                  │── ACK ack=w+1 ────────────────────────────────────▶│
      TIME_WAIT   │◀──────────────────────────────────── ACK ack=u+1 ──│ TIME_WAIT

    The FINs crossed: each was sent before the other arrived. This end has the
    peer's FIN, but not the acknowledgement of its own. When it comes, TIME_WAIT
    follows, at both ends.

    Where a capture shows the FINs depends on where it was taken; only the numbers
    tell that they crossed: neither FIN acknowledges the other.

    Why TCP does it so
    Nobody is the one who closed first, so both ends send a last ACK, and both wait
    2MSL. The state exists because the peer's FIN came out of turn: it must be
    acknowledged at once, while the own FIN is still on its way.

    Usual causes, the most frequent first
      - client and server close after the same event: the end of an HTTP/1.0 answer,
        a shared timeout, a shutdown
      - if it lasts: the ACK, or one of the FINs, is lost, and they are being
        repeated

    What to look at next
      shakedown read CAPTURE --select 'closing:simultaneous'
        How common this is; it is harmless.
      Linux
        ss -tno state closing
          Rarely more than a moment; the timer shows a repeat.
      macOS
        netstat -an -p tcp | grep CLOSING
          Which ones.
      Windows
        Get-NetTCPConnection -State Closing
          Which ones.

    RFC 9293 §3.6; RFC 9293 §3.10.7.4
    See also: simultaneous-close, closing, fin-retry, TIME_WAIT
    "
  `);
});

test("the same in Chinese, with --ascii", async () => {
  expect(await pageOf("CLOSING", { lang: "zh", ascii: true })).toMatchInlineSnapshot(`
    "CLOSING - 状态
    双方同时关闭：等自己的 FIN 得到确认

      client                                                            server
      ESTABLISHED |                                                    | ESTABLISHED
      FIN_WAIT_1  |-- FIN ACK seq=u ack=w ---------------------------->|
      CLOSING     |<---------------------------- FIN ACK seq=w ack=u --| CLOSING
                  |-- ACK ack=w+1 ------------------------------------>|
      TIME_WAIT   |<------------------------------------ ACK ack=u+1 --| TIME_WAIT

    两个 FIN 在路上交错：各自发出时都还没有收到对方的。本端已有对端的 FIN，但自己的
    还没有得到确认。确认一来就进入 TIME_WAIT，两端都是如此。

    抓包里两个 FIN 谁先谁后，取决于在哪里抓；只有序列号能说明它们交错了：哪个 FIN 都
    没有确认另一个。

    TCP 为什么这样做
    这时没有哪一端算是先关闭的，所以两端都发最后的 ACK，也都等 2MSL。这个状态之所以
    存在，是因为对端的 FIN 提前来了：必须马上确认它，而自己的 FIN 还在路上。

    常见原因，最常见的在前
      - 客户端和服务器因同一件事关闭：HTTP/1.0 的回答结束、相同的超时、系统停机
      - 如果持续很久：ACK 或其中一个 FIN 丢了，正在重传

    接下来看什么
      shakedown read CAPTURE --select 'closing:simultaneous'
        有多常见；这是无害的。
      Linux
        ss -tno state closing
          很少超过一瞬间；定时器显示是否在重传。
      macOS
        netstat -an -p tcp | grep CLOSING
          是哪些连接。
      Windows
        Get-NetTCPConnection -State Closing
          是哪些连接。

    RFC 9293 section 3.6; RFC 9293 section 3.10.7.4
    另见：simultaneous-close, closing, fin-retry, TIME_WAIT
    "
  `);
});

test("what is a verdict and a finding is told as both, and how to get one", async () => {
  const page = await pageOf("reset");
  expect(page.split("\n").slice(0, 5)).toEqual([
    "reset is a verdict and a finding. One alone:",
    "  shakedown explain verdict:reset",
    "  shakedown explain finding:reset",
    "",
    "reset · verdict",
  ]);
  expect(page).toContain("\n\n\nreset · finding\n");
});

test.each(LANGUAGES)("in %s the list takes one line a topic in 80 columns", async (lang) => {
  const { topics, words } = await handbookIn(lang);
  const lines = listTopics(topics, { ...plain, width: 80, words }).split("\n");
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  expect(lines.filter((line) => /^ {2}\S/.test(line)).length).toBe(topics.length);
  expect(lines.filter((line) => /^ {3}/.test(line))).toEqual([]);
});

test("the list names every topic under its group", async () => {
  const { topics, words } = await handbookIn("en");
  const list = listTopics(topics, { ...plain, width: 132, words });
  const [states, verdicts, findings] = list.split("\n\n");
  for (const { kind, id, explanation } of topics) {
    const group = { state: states, verdict: verdicts, finding: findings }[kind];
    expect(group).toMatch(new RegExp(`^  ${id} +\\S`, "m"));
    expect(group).toContain(explanation.title);
  }
  expect(list.trimEnd()).toMatch(/shakedown explain CLOSE_WAIT$/);
});
