// One small ladder for each finding about how a connection ends, and what comes after it.

/** As `handLadder` reads them. */
export const closingFindingLadders = {
  reset: `
    ESTABLISHED |                                     | ESTABLISHED
                | > 100 bytes                         |
    CLOSED      | < RST ACK                           | CLOSED
  `,
  "half-close": `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    FIN_WAIT_2  | < ACK ack=u+1                       |
                | < 4000 bytes                        |
                | > ACK                               |
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
  `,
  "simultaneous-close": `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u ack=w               |
    CLOSING     | < FIN ACK seq=w ack=u               | CLOSING
                | > ACK ack=w+1                       |
    TIME_WAIT   | < ACK ack=u+1                       | TIME_WAIT
  `,
  "fin-retry": `
    [0]   FIN_WAIT_1 | >x FIN ACK seq=u               | ESTABLISHED
    [0.2]            | > FIN ACK seq=u                | CLOSE_WAIT
          FIN_WAIT_2 | < ACK ack=u+1                  |
          TIME_WAIT  | < FIN ACK seq=w ack=u+1        | LAST_ACK
                     | > ACK ack=w+1                  | CLOSED
  `,
  "last-ack-stuck": `
    [0]   FIN_WAIT_1 | > FIN ACK seq=u                | CLOSE_WAIT
          TIME_WAIT  | < FIN ACK seq=w ack=u+1        | LAST_ACK
                     | >x ACK ack=w+1                 |
    [0.2]            | < FIN ACK seq=w ack=u+1        |
                     | >x ACK ack=w+1                 |
    [0.6]            | < FIN ACK seq=w ack=u+1        |
                     | >x ACK ack=w+1                 |
  `,
  "close-wait-stuck": `
    [0]  FIN_WAIT_1 | > FIN ACK seq=u                 | CLOSE_WAIT
         FIN_WAIT_2 | < ACK ack=u+1                   |
                    | ~ close()?                      |
    [90]            |                                 |
  `,
  "fin-wait-2-stuck": `
    [0]  FIN_WAIT_1 | > FIN ACK seq=u                 | CLOSE_WAIT
         FIN_WAIT_2 | < ACK ack=u+1                   |
                    | < 4000 bytes                    |
                    | > ACK                           |
                    | ~ FIN?                          |
    [90]            |                                 |
  `,
  "time-wait-reuse": `
    [0]   FIN_WAIT_1  | > FIN ACK seq=u               | CLOSE_WAIT
          TIME_WAIT   | < FIN ACK seq=w ack=u+1       | LAST_ACK
                      | > ACK ack=w+1                 | CLOSED
    [1.3] SYN_SENT    | > SYN seq=x                   | LISTEN
          ESTABLISHED | < SYN ACK seq=y ack=x+1       | SYN_RECEIVED
                      | > ACK ack=y+1                 | ESTABLISHED
  `,
  "time-wait-assassination": `
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
                | < 100 bytes seq=w-100               |
                | > ACK seq=u+1 ack=w+1               |
    CLOSED      | < RST seq=w+1                       |
  `,
  "delayed-segment": `
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
    SYN_SENT    | > SYN seq=x                         | LISTEN
    ESTABLISHED | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
                | > ACK ack=y+1                       | ESTABLISHED
                | > 100 bytes seq=u-100 ack=w         |
                | < ACK ack=x+1                       |
  `,
} as const;
