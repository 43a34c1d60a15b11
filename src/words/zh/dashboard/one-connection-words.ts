// Chinese for one connection's ladder and its packets in a file.
import { formatCount } from "../../numbers.ts";
import type { OneConnectionWords } from "../../one-connection-words.ts";

const WHY: Readonly<Record<string, string>> = {
  EEXIST: "文件已存在，不会覆盖",
  ENOENT: "没有这个目录",
  ENOTDIR: "没有这个目录",
  EISDIR: "这是一个目录",
  ENOSPC: "磁盘已满",
  EDQUOT: "配额已用完",
  EACCES: "没有权限",
  EPERM: "没有权限",
  EROFS: "文件系统只读",
  EFBIG: "文件已达到最大长度",
  ENAMETOOLONG: "文件名太长",
};

export const oneConnectionWords: OneConnectionWords = {
  forgotten: "内存中已没有它的报文",
  notBegun: "此刻它尚未开始",
  kept: (kept, total, first, last) => {
    const which = first > 0 ? `最初 ${formatCount(first)} 个和最后 ${formatCount(last)} 个` : "最后的这些";
    return `内存中有 ${formatCount(total)} 个报文中的 ${formatCount(kept)} 个：${which}`;
  },
  unreadable: (why) => `无法再次读取输入：${why}`,
  written: (packets, path) => `已将 ${formatCount(packets)} 个报文写入 ${path}`,
  writtenOf: (packets, path, kept, bytes) =>
    `已将 ${formatCount(packets)} 个报文写入 ${path}，每个最多 ${bytes} 字节${kept === null ? "" : `；${kept}`}`,
  notWritten: (path, why) => `无法写入 ${path}：${why}`,
  why: (code) => WHY[code] ?? code,
};
