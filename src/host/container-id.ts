// Which container a process is in, from its cgroup (/proc/PID/cgroup, version 1 and 2).

/** Docker, containerd, podman and CRI-O name the group of a container after its 64 hexadecimal digits. */
const LONG_ID = /(?:^|[/:_-])(?<!conmon-)([0-9a-f]{64})(?:\.scope)?(?=$|\/)/g;
/** LXC has names instead; ECS the task's digits and a number. */
const NAMED = [
  /\/lxc\.payload\.([\w.-]+)/,
  /\/lxc\/([\w.-]+)/,
  /\/ecs\/[0-9a-f]{32}\/([0-9a-f]{32}-\d+)(?:$|\/)/,
];

/** The innermost container's id as its engine knows it; null: in none. */
export function containerIdOf(cgroup: string): string | null {
  const paths = cgroup.split("\n").map((line) => line.split(":").slice(2).join(":"));
  for (const path of paths) {
    const last = [...path.matchAll(LONG_ID)].at(-1)?.[1];
    if (last !== undefined) return last;
  }
  for (const path of paths) {
    for (const pattern of NAMED) {
      const name = pattern.exec(path)?.[1];
      if (name !== undefined) return name;
    }
  }
  return null;
}
