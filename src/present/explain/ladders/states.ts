// One small ladder for each state; what is special about it stands in the middle of what leads there.
import type { State } from "../../../record/connection-record.ts";

/** As `handLadder` reads them. */
export const stateLadders: Readonly<Record<State, string>> = {
  CLOSED: `
    CLOSED      |                                     | LISTEN
    SYN_SENT    | > SYN seq=x                         |
    ESTABLISHED | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
                | > ACK ack=y+1                       | ESTABLISHED
    CLOSED      | > RST seq=x+1                       | CLOSED
                | < 100 bytes                         |
                | > RST                               |
  `,
  LISTEN: `
    CLOSED      |                                     | LISTEN
    SYN_SENT    | > SYN seq=x                         |
                | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
    CLOSED      | > RST seq=x+1                       | LISTEN
  `,
  SYN_SENT: `
    [0] SYN_SENT    | >x SYN seq=x                    | LISTEN
    [1]             | >x SYN seq=x                    |
    [3]             | > SYN seq=x                     |
        ESTABLISHED | < SYN ACK seq=y ack=x+1         | SYN_RECEIVED
                    | > ACK ack=y+1                   | ESTABLISHED
  `,
  SYN_RECEIVED: `
    [0] SYN_SENT    | > SYN seq=x                     | LISTEN
        ESTABLISHED | < SYN ACK seq=y ack=x+1         | SYN_RECEIVED
                    | >x ACK ack=y+1                  |
    [1]             | < SYN ACK seq=y ack=x+1         |
                    | > ACK ack=y+1                   | ESTABLISHED
  `,
  ESTABLISHED: `
    CLOSED      |                                     | LISTEN
    SYN_SENT    | > SYN seq=x                         |
    ESTABLISHED | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
                | > ACK ack=y+1                       | ESTABLISHED
                | > 100 bytes                         |
                | < 4000 bytes                        |
  `,
  FIN_WAIT_1: `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
  `,
  FIN_WAIT_2: `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    FIN_WAIT_2  | < ACK ack=u+1                       |
                | < 4000 bytes                        |
                | > ACK                               |
    TIME_WAIT   | < FIN ACK seq=w                     | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
  `,
  CLOSE_WAIT: `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    FIN_WAIT_2  | < ACK ack=u+1                       |
                | ~ close()?                          |
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
  `,
  CLOSING: `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u ack=w               |
    CLOSING     | < FIN ACK seq=w ack=u               | CLOSING
                | > ACK ack=w+1                       |
    TIME_WAIT   | < ACK ack=u+1                       | TIME_WAIT
  `,
  LAST_ACK: `
    [0]   FIN_WAIT_1  | > FIN ACK seq=u               | CLOSE_WAIT
          FIN_WAIT_2  | < ACK ack=u+1                 |
          TIME_WAIT   | < FIN ACK seq=w ack=u+1       | LAST_ACK
                      | >x ACK ack=w+1                |
    [0.2]             | < FIN ACK seq=w ack=u+1       |
                      | > ACK ack=w+1                 | CLOSED
  `,
  TIME_WAIT: `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    FIN_WAIT_2  | < ACK ack=u+1                       |
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
                | ~ 2MSL                              |
    CLOSED      |                                     |
  `,
  UNKNOWN: `
    [0] SYN_SENT | > SYN seq=x                        | UNKNOWN
    [1]          | > SYN seq=x                        |
    [3]          | > SYN seq=x                        |
  `,
};
