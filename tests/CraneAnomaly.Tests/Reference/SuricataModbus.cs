using System.Text.Json;

namespace CraneAnomaly.Tests.Reference;

/// <summary>
/// One side of a Modbus transaction as Suricata tells it, comparable with a PDU. Which side sent it is left out:
/// where a flow was captured from its middle on, Suricata takes the first side it hears for the client.
/// </summary>
internal readonly record struct SuricataModbus(string Ends, uint Transaction, int Unit, int Function)
{
    public static SuricataModbus Of(in ReferencePdu pdu) => new(
        EndsOf(
            pdu.Flow.Originator.ToString(), pdu.Flow.OriginatorPort,
            pdu.Flow.Responder.ToString(), pdu.Flow.ResponderPort),
        pdu.Record.Transaction, pdu.Record.Unit, pdu.Record.FunctionCode & 0x7F);

    /// <summary>What Suricata's events say; the second value counts its transactions.</summary>
    public static (List<SuricataModbus> Pdus, int Transactions) Read(string capture)
    {
        var pdus = new List<SuricataModbus>();
        int transactions = 0;
        foreach (string line in ReferenceTables.Lines(capture, ".suricata.json.gz"))
        {
            if (line.Length == 0) continue;
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("event_type").GetString() != "modbus") continue;
            transactions++;
            string ends = EndsOf(
                Text("src_ip"), root.GetProperty("src_port").GetInt32(),
                Text("dest_ip"), root.GetProperty("dest_port").GetInt32());
            foreach (string side in (string[])["request", "response"])
            {
                if (!root.GetProperty("modbus").TryGetProperty(side, out var pdu)) continue;
                pdus.Add(new(
                    ends, pdu.GetProperty("transaction_id").GetUInt32(), pdu.GetProperty("unit_id").GetInt32(),
                    pdu.GetProperty("function_raw").GetInt32() & 0x7F));
            }

            string Text(string name) => root.GetProperty(name).GetString()!;
        }

        return (pdus, transactions);
    }

    private static string EndsOf(string from, int fromPort, string to, int toPort)
    {
        string a = $"{from}:{fromPort}", b = $"{to}:{toPort}";
        return string.CompareOrdinal(a, b) < 0 ? $"{a} {b}" : $"{b} {a}";
    }
}
