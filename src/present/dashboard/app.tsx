// The whole screen: what the session sends, drawn; what keys mean, sent.
import { Box, Text, useApp, useInput } from "ink";
import { type ReactNode, useEffect, useState } from "react";
import type { Frame } from "../../session/screen/frame.ts";
import type { SessionPort } from "../../session/screen/protocol.ts";

export interface AppProps {
  readonly session: SessionPort;
}

export function App({ session }: AppProps): ReactNode {
  const { exit } = useApp();
  const [frame, setFrame] = useState<Frame | null>(null);
  useEffect(() => {
    session.listen((message) => {
      if (message.type === "frame") setFrame(message.frame);
    });
    session.send({
      type: "view",
      number: 1,
      view: "connections",
      select: null,
      order: "trouble",
      reverse: false,
      offset: 0,
      count: 50,
      anchor: null,
      hold: false,
      detail: null,
    });
  }, [session]);
  useInput((input) => {
    if (input === "q") exit();
  });
  if (frame?.body?.view !== "connections") return <Text>…</Text>;
  return (
    <Box flexDirection="column">
      <Text>{`${frame.status.packets} packets`}</Text>
      {frame.body.rows.map((row) => (
        <Text key={row.id} wrap="truncate">
          {`${row.id} ${row.client.ip}:${row.client.port} ${row.server.ip}:${row.server.port} ${row.client.state} ${row.server.state} ${row.verdict}`}
        </Text>
      ))}
    </Box>
  );
}
