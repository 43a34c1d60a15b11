// Lines of /proc/PID/cgroup as the engines write them (their own documentation and sources).
import { expect, test } from "vitest";
import { containerIdOf } from "../../src/host/container-id.ts";

const ID = "3f4e1c0d9a8b7c6d5e4f30219a8b7c6d5e4f30219a8b7c6d5e4f30219a8b7c6d";
const OTHER = ID.replaceAll("3", "5");

test.each([
  ["docker, version 1", `12:pids:/docker/${ID}\n1:name=systemd:/docker/${ID}\n`],
  ["docker, systemd, version 2", `0::/system.slice/docker-${ID}.scope\n`],
  ["podman", `0::/machine.slice/libpod-${ID}.scope/container\n`],
  ["podman, rootless", `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope\n`],
  ["kubernetes with cgroupfs", `4:memory:/kubepods/burstable/pod6b1f1a0e-8d5c-4f4f/${ID}\n`],
  [
    "kubernetes with containerd and systemd",
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6b1f.slice/cri-containerd-${ID}.scope\n`,
  ],
  ["kubernetes with CRI-O", `0::/kubepods.slice/kubepods-besteffort.slice/crio-${ID}.scope\n`],
  [
    "containerd under systemd's group",
    `0::/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${ID}\n`,
  ],
  ["docker inside docker: the inner one", `0::/docker/${OTHER}/docker/${ID}\n`],
])("%s", (_, cgroup) => {
  expect(containerIdOf(cgroup)).toBe(ID);
});

test("LXC has names", () => {
  expect(containerIdOf("0::/lxc.payload.web-1/init.scope\n")).toBe("web-1");
  expect(containerIdOf("9:memory:/lxc/web-1\n")).toBe("web-1");
});

test.each([
  ["a service", "0::/system.slice/nginx.service\n"],
  ["a login", "0::/user.slice/user-1000.slice/session-2.scope\n"],
  ["nothing", ""],
  ["podman's own watcher", `0::/machine.slice/libpod-conmon-${ID}.scope\n`],
  ["63 digits", `0::/docker/${ID.slice(1)}\n`],
])("%s is in no container", (_, cgroup) => {
  expect(containerIdOf(cgroup)).toBeNull();
});
