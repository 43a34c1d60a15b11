// One small ladder for each finding about how a connection opens.

/** As `handLadder` reads them. */
export const openingFindingLadders = {
  "connection-refused": `
    SYN_SENT    | > SYN seq=x                         | CLOSED
    CLOSED      | < RST ACK seq=0 ack=x+1             |
  `,
  "icmp-unreachable": `
    SYN_SENT    | > SYN seq=x                         | UNKNOWN
    CLOSED      | ! ICMP host unreachable             |
  `,
  "icmp-ttl-exceeded": `
    SYN_SENT    | > SYN seq=x                         | UNKNOWN
    CLOSED      | ! ICMP time to live exceeded        |
  `,
  "syn-retry": `
    [0] SYN_SENT    | >x SYN seq=x                    | LISTEN
    [1]             | > SYN seq=x                     |
        ESTABLISHED | < SYN ACK seq=y ack=x+1         | SYN_RECEIVED
                    | > ACK ack=y+1                   | ESTABLISHED
  `,
  "syn-unanswered": `
    [0]  SYN_SENT | >x SYN seq=x                      | UNKNOWN
    [6]           | >x SYN seq=x                      |
    [30]          | >x SYN seq=x                      |
    [75] CLOSED   |                                   |
  `,
  "syn-ack-retry": `
    [0] SYN_SENT    | > SYN seq=x                     | LISTEN
                    | <x SYN ACK seq=y ack=x+1        | SYN_RECEIVED
    [1] ESTABLISHED | < SYN ACK seq=y ack=x+1         |
                    | > ACK ack=y+1                   | ESTABLISHED
  `,
  "half-open-handshake": `
    [0] SYN_SENT    | > SYN seq=x                     | LISTEN
                    | < SYN ACK seq=y ack=x+1         | SYN_RECEIVED
    [1]             | < SYN ACK seq=y ack=x+1         |
    [3]             | < SYN ACK seq=y ack=x+1         |
    [7]             | < SYN ACK seq=y ack=x+1         |
  `,
  "accept-queue-overflow": `
    [0] SYN_SENT    | > SYN seq=x                     | LISTEN
        ESTABLISHED | < SYN ACK seq=y ack=x+1         | SYN_RECEIVED
                    | > ACK ack=y+1                   |
    [1]             | < SYN ACK seq=y ack=x+1         |
                    | > ACK ack=y+1                   |
    [3]             | < SYN ACK seq=y ack=x+1         |
  `,
  "handshake-aborted": `
    SYN_SENT    | > SYN seq=x                         | LISTEN
                | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
    CLOSED      | > RST seq=x+1                       | LISTEN
  `,
  "stale-syn": `
    CLOSED      |                                     | LISTEN
                | > SYN seq=v                         |
                | < SYN ACK seq=y ack=v+1             | SYN_RECEIVED
                | > RST seq=v+1                       | LISTEN
    SYN_SENT    | > SYN seq=x                         |
    ESTABLISHED | < SYN ACK seq=z ack=x+1             | SYN_RECEIVED
                | > ACK ack=z+1                       | ESTABLISHED
  `,
  "simultaneous-open": `
    CLOSED       |                                    | CLOSED
    SYN_SENT     | > SYN seq=x                        |
    SYN_RECEIVED | < SYN seq=y                        | SYN_RECEIVED
                 | > SYN ACK seq=x ack=y+1            | ESTABLISHED
    ESTABLISHED  | < SYN ACK seq=y ack=x+1            |
  `,
  "fast-open": `
    SYN_SENT    | > SYN seq=x, 100 bytes              | LISTEN
    ESTABLISHED | < SYN ACK seq=y ack=x+101           | SYN_RECEIVED
                | < 4000 bytes                        |
                | > ACK ack=y+1                       | ESTABLISHED
  `,
  "slow-handshake": `
    [0]     SYN_SENT    | > SYN seq=x                 | LISTEN
    [0.9]   ESTABLISHED | < SYN ACK seq=y ack=x+1     | SYN_RECEIVED
    [0.901]             | > ACK ack=y+1               | ESTABLISHED
  `,
} as const;
