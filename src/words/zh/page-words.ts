// Headings of the explanations in Chinese.
import type { PageWords } from "../page-words.ts";

export const pageWords: PageWords = {
  kinds: { state: "状态", verdict: "结局", finding: "发现" },
  groups: {
    state: "状态：连接一端所处的状态",
    verdict: "结局：一条连接最后怎么样了",
    finding: "发现：哪里出了问题，或值得留意",
  },
  why: "TCP 为什么这样做",
  causes: "常见原因，最常见的在前",
  next: "接下来看什么",
  related: "另见：",
  askFor: "查看其中一项：",
  isSeveral: (id, kinds) => `${id} 既是${kinds.join("，也是")}。只看其一：`,
  areSeveral: (ids) => `可能指 ${ids.join(" 或 ")}。只看其一：`,
};
