// The beginnings that most scenarios share, as text to put before their own lines.

/** Handshake between client and server; both ESTABLISHED, next numbers 1 and 1. */
export const ESTABLISHED = `
  client > server  S   0:0  <mss 1460>
  server > client  S.  0:0  ack 1  <mss 1460>
  client > server  .   1:1  ack 1
`;

/** The client has closed and its FIN is acknowledged; next numbers 2 and 1. */
export const CLIENT_CLOSED = `${ESTABLISHED}
  client > server  F.  1:1  ack 1
  server > client  .   1:1  ack 2
`;

/** The server has closed and its FIN is acknowledged; next numbers 1 and 2. */
export const SERVER_CLOSED = `${ESTABLISHED}
  server > client  F.  1:1  ack 1
  client > server  .   1:1  ack 2
`;

/** Closed by the client with four segments; it is in TIME_WAIT. Next numbers 2 and 2. */
export const CLOSED_BY_CLIENT = `${CLIENT_CLOSED}
  server > client  F.  1:1  ack 2
  client > server  .   2:2  ack 2
`;
