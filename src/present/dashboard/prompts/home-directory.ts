// What `~` stands for: the directory of the user as whom files are written.
import { userInfo } from "node:os";

/** HOME; under sudo, which leaves root's there or the caller's, that of whoever root was given up for. */
export function homeDirectory(
  { HOME, SUDO_UID }: { readonly HOME?: string | undefined; readonly SUDO_UID?: string | undefined },
  user: () => { readonly uid: number; readonly homedir: string } = userInfo,
): string {
  const named = HOME ?? "~";
  if (SUDO_UID === undefined) return named;
  try {
    const { uid, homedir } = user();
    return String(uid) === SUDO_UID ? homedir : named;
  } catch {
    // (A user without an entry.)
    return named;
  }
}
