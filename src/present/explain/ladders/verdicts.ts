// One small ladder for each verdict.
import type { Verdict } from "../../../record/connection-record.ts";

/** As `handLadder` reads them. */
export const verdictLadders: Readonly<Record<Verdict, string>> = {
  closed: `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    FIN_WAIT_2  | < ACK ack=u+1                       |
    TIME_WAIT   | < FIN ACK seq=w ack=u+1             | LAST_ACK
                | > ACK ack=w+1                       | CLOSED
                | ~ 2MSL                              |
    CLOSED      |                                     |
  `,
  reset: `
    ESTABLISHED |                                     | ESTABLISHED
                | > 100 bytes                         |
    CLOSED      | < RST ACK                           | CLOSED
  `,
  aborted: `
    SYN_SENT    | > SYN seq=x                         | LISTEN
                | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
    CLOSED      | > RST seq=x+1                       | LISTEN
  `,
  refused: `
    SYN_SENT    | > SYN seq=x                         | CLOSED
    CLOSED      | < RST ACK seq=0 ack=x+1             |
  `,
  "half-closed": `
    ESTABLISHED |                                     | ESTABLISHED
    FIN_WAIT_1  | > FIN ACK seq=u                     | CLOSE_WAIT
    FIN_WAIT_2  | < ACK ack=u+1                       |
                | ~ close()?                          |
  `,
  closing: `
    [0]   ESTABLISHED |                               | ESTABLISHED
          FIN_WAIT_1  | >x FIN ACK seq=u              |
    [0.2]             | >x FIN ACK seq=u              |
    [0.6]             | >x FIN ACK seq=u              |
  `,
  "half-open": `
    [0] SYN_SENT    | > SYN seq=x                     | LISTEN
        ESTABLISHED | < SYN ACK seq=y ack=x+1         | SYN_RECEIVED
                    | >x ACK ack=y+1                  |
    [1]             | <x SYN ACK seq=y ack=x+1        |
    [3]             | <x SYN ACK seq=y ack=x+1        |
  `,
  open: `
    SYN_SENT    | > SYN seq=x                         | LISTEN
    ESTABLISHED | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
                | > ACK ack=y+1                       | ESTABLISHED
                | > 100 bytes                         |
                | < 4000 bytes                        |
  `,
  unreachable: `
    SYN_SENT    | > SYN seq=x                         | UNKNOWN
    CLOSED      | ! ICMP host unreachable             |
  `,
  unanswered: `
    [0]  SYN_SENT | >x SYN seq=x                      | UNKNOWN
    [6]           | >x SYN seq=x                      |
    [30]          | >x SYN seq=x                      |
    [75] CLOSED   |                                   |
  `,
  connecting: `
    SYN_SENT    | > SYN seq=x                         | UNKNOWN
  `,
  partial: `
    SYN_SENT    | >? SYN seq=x                        |
                | < SYN ACK seq=y ack=x+1             | SYN_RECEIVED
  `,
};
