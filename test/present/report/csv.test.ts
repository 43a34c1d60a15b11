import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CSV_COLUMNS } from "../../../src/present/report/csv.ts";
import { arbitraryRecord } from "../arbitrary-record.ts";
import { report } from "../memory-output.ts";
import { connection, unanswered } from "../sample-records.ts";

test("a header and a row a connection", async () => {
  const [header, first, second, end] = (await report("csv", [connection(1), unanswered(2)])).split("\r\n");
  expect(header).toBe(
    "id,community_id,verdict,opening,closing,closed_by,roles,directions,start,end,duration_seconds,syn_rtt_seconds," +
      "ack_rtt_seconds,first_packet,last_packet," +
      "client_ip,client_port,client_state,client_state_since_seconds,client_isn,client_mss,client_window_scale," +
      "client_sack_permitted,client_timestamps,client_packets,client_payload_bytes,client_syn,client_syn_ack,client_fin," +
      "client_rst,client_retransmissions,client_out_of_order,client_duplicate_acks,client_zero_windows,client_keep_alives," +
      "server_ip,server_port,server_state,server_state_since_seconds,server_isn,server_mss,server_window_scale," +
      "server_sack_permitted,server_timestamps,server_packets,server_payload_bytes,server_syn,server_syn_ack,server_fin," +
      "server_rst,server_retransmissions,server_out_of_order,server_duplicate_acks,server_zero_windows,server_keep_alives," +
      "tunnel,previous,evicted,findings",
  );
  expect(first).toBe(
    "1,1:LQU9qZlK+B5F3KDmev6m5PMibrg=,closed,three-way,four-way,client,syn,both,2021-07-05T08:08:55.000000001Z," +
      "2021-07-05T08:08:55.041300001Z,0.0413,0.00015,0.00005,1,9," +
      "10.9.0.1,40001,TIME_WAIT,60,1000,1460,7,true,true,5,73,1,0,1,0,0,0,0,0,0," +
      "10.9.0.2,80,CLOSED,0,1000,1460,7,true,true,4,377,0,1,1,0,0,0,0,0,0,,,false,",
  );
  expect(second).toContain("2,1:LQU9qZlK+B5F3KDmev6m5PMibrg=,unanswered,incomplete,none,,syn,client,");
  expect(end).toBe("");
});

test("quoted as csv-stringify quotes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryRecord, { maxLength: 3 }), async (records) => {
      const rows = [
        CSV_COLUMNS.map(([name]) => name),
        ...records.map((record) => CSV_COLUMNS.map(([, cell]) => cell(record))),
      ];
      expect(await report("csv", records)).toBe(
        stringify(rows, { record_delimiter: "windows", cast: { boolean: String }, quoted_match: /[\r\n]/ }),
      );
    }),
  );
});
