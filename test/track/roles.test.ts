// Who is the client, strongest first (SEMANTICS §1, "Clock and roles").
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";

async function rolesOf(text: string): Promise<{ roles: string; client: number; server: number }> {
  const { roles, client, server } = (await scenario(text).connections()).at(-1)!;
  return { roles, client: client.port, server: server.port };
}

describe("the client is", () => {
  it("the sender of the SYN, whatever the ports say", async () => {
    const text = `
      client:80 > server:40000  S   0:0
      server:40000 > client:80  S.  0:0  ack 1
    `;
    expect(await rolesOf(text)).toEqual({ roles: "syn", client: 80, server: 40000 });
  });

  it("the sender of the first SYN where both sent one", async () => {
    const text = `
      server > client  S  0:0
      client > server  S  0:0
    `;
    expect(await rolesOf(text)).toEqual({ roles: "syn", client: 80, server: 40000 });
  });

  it("the receiver of a SYN-ACK", async () => {
    const text = `
      client:80 > server:40000  S.  0:0   ack 1
      client:80 > server:40000  P.  1:11  ack 1
    `;
    expect(await rolesOf(text)).toEqual({ roles: "syn-ack", client: 40000, server: 80 });
  });

  it("not the end whose port has been seen listening", async () => {
    const text = `
      client:50000 > server:50555  S   0:0
      server:50555 > client:50000  S.  0:0  ack 1
      server:50555 > client:50001  P.  1:11  ack 1
    `;
    expect(await rolesOf(text)).toEqual({ roles: "port", client: 50001, server: 50555 });
  });

  it("not the end with a port below 1024", async () => {
    const text = "server:80 > client:40000 P. 1:11 ack 1";
    expect(await rolesOf(text)).toEqual({ roles: "port", client: 40000, server: 80 });
  });

  it("not the end with a well-known port, also where the other end is seen first", async () => {
    const text = "client:40000 > server:443 P. 1:11 ack 1";
    expect(await rolesOf(text)).toEqual({ roles: "port", client: 40000, server: 443 });
  });

  it("a port seen listening outweighs a low port", async () => {
    const text = `
      client:50000 > server:50555  S   0:0
      server:50555 > client:50000  S.  0:0  ack 1
      server:50555 > client:900    P.  1:11  ack 1
    `;
    expect(await rolesOf(text)).toEqual({ roles: "port", client: 900, server: 50555 });
  });

  it("else the sender of the first packet", async () => {
    const text = `
      client:50001 > server:50002  .  1:1  ack 1
      server:50002 > client:50001  .  1:1  ack 1
    `;
    expect(await rolesOf(text)).toEqual({ roles: "first-packet", client: 50001, server: 50002 });
    const turned = `
      server:50002 > client:50001  .  1:1  ack 1
      client:50001 > server:50002  .  1:1  ack 1
    `;
    expect(await rolesOf(turned)).toEqual({ roles: "first-packet", client: 50002, server: 50001 });
  });
});

describe("stronger evidence corrects weaker", () => {
  it("a SYN captured after its SYN-ACK", async () => {
    const text = `
      server > client  S.  0:0  ack 1
      client > server  S   0:0
    `;
    expect(await rolesOf(text)).toEqual({ roles: "syn", client: 40000, server: 80 });
  });

  it("a SYN-ACK captured after the ACK of it, where the ports say nothing", async () => {
    const text = `
      server:50002 > client:50001  P.  1:11  ack 1
      server:50002 > client:50001  S.  0:0   ack 1
    `;
    const { client, server } = await rolesOf(text);
    expect([client, server]).toEqual([50001, 50002]);
  });

  it("and an end in CLOSE_WAIT is counted with the service that it then is", async () => {
    const { result } = await scenario(`
      server:50002 > client:50001  F.  1:1  ack 1
      client:50001 > server:50002  .   1:1  ack 2
      server:50002 > client:50001  S.  0:0  ack 1
    `).run();
    expect(result.services).toMatchObject([{ port: 50002, closeWaitNow: 1, closeWaitPeak: 1 }]);
  });

  it("nothing flips them once a SYN was seen", async () => {
    const text = `
      client:80 > server:40000  S   0:0
      server:40000 > client:80  S   0:0
      server:40000 > client:80  S.  0:0  ack 1
      client:80 > server:40000  S.  0:0  ack 1
    `;
    expect(await rolesOf(text)).toEqual({ roles: "syn", client: 80, server: 40000 });
  });
});

describe("directions", () => {
  it.each([
    ["both", "client > server S 0:0 \n server > client R. seq=0 ack 1"],
    ["client", "client > server S 0:0"],
    ["server", "server > client S. 0:0 ack 1"],
  ])("%s", async (directions, text) => {
    expect(await scenario(text).connection()).toMatchObject({ directions });
  });
});
