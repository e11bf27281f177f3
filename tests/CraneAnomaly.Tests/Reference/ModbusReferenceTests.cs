using System.Globalization;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference;

/// <summary>The Modbus captures, PDU by PDU, beside what Wireshark and Suricata say of them.</summary>
public sealed class ModbusReferenceTests(ITestOutputHelper output)
{
    /// <summary>
    /// Suricata does not pair here, mostly because the flows were captured from their middle on: it counts a response
    /// as a transaction of its own. Each of its PDUs is found all the same, as another test shows.
    /// </summary>
    private static readonly string[] NotPairedBySuricata =
        ["modbus/iti/ModbusTCP__ModbusTCP.pcap", "modbus/iti/ModbusTCP__mb2.pcap"];

    [Fact]
    public async Task Records_ModbusCaptures_HaveThePdusAndTransactionsOfTheReferences()
    {
        var wrong = new List<string>();
        int captures = 0;
        foreach (var (capture, pdus, transactions) in ReferenceTables.ModbusCaptures())
        {
            captures++;
            var run = await ReferenceRun.OfAsync(capture);
            int ours = run.Pdus.Count(pdu => pdu.IsTransaction);
            string line = $"{run.Pdus.Count,6} PDUs (tshark {pdus,6})"
                + $"  {ours,5} transactions (Suricata {transactions,5})  {capture}";
            output.WriteLine(line);
            if (run.Pdus.Count < pdus || run.Pdus.Count + run.OtherPdus != run.Counters.Pdus) wrong.Add(line);
            if ((ours < transactions) != NotPairedBySuricata.Contains(capture)) wrong.Add(line);
        }

        Assert.Empty(wrong);
        Assert.Equal(19, captures);
    }

    [Fact]
    public async Task Records_ModbusCaptures_EqualTsharkFrameByFrame()
    {
        var found = new List<string>();
        foreach (var (capture, _, _) in ReferenceTables.ModbusCaptures())
        {
            var run = await ReferenceRun.OfAsync(capture);
            var differences = TsharkView.Differences(TsharkView.Of(run.Pdus), TsharkView.Of(capture));
            found.AddRange(differences.Select(difference => $"{capture}\t{difference}"));
        }

        foreach (string difference in found) output.WriteLine(difference);
        Exceptions().AssertEqual(found);
    }

    [Fact]
    public async Task Records_ModbusCaptures_HoldEveryPduOfSuricata()
    {
        var wrong = new List<string>();
        int told = 0;
        foreach (var (capture, _, transactions) in ReferenceTables.ModbusCaptures())
        {
            var run = await ReferenceRun.OfAsync(capture);
            var ours = run.Pdus.GroupBy(pdu => SuricataModbus.Of(pdu)).ToDictionary(g => g.Key, g => g.Count());
            var (theirs, counted) = SuricataModbus.Read(capture);
            if (counted != transactions) wrong.Add($"{capture}: {counted} events");
            told += theirs.Count;
            wrong.AddRange(theirs.GroupBy(pdu => pdu).Where(g => g.Count() > ours.GetValueOrDefault(g.Key))
                .Select(g => $"{capture}: {g.Key}"));
        }

        output.WriteLine($"{told} PDUs of Suricata");
        Assert.Empty(wrong);
        Assert.True(told > 30_000, $"{told} PDUs");
    }

    [Fact]
    public void Exceptions_TheirBytes_StandInTheirFrames()
    {
        string captures = Shared.Require("captures");
        var packets = new Dictionary<string, List<PlainPacket>>();
        Assert.All(Exceptions().Rows, row =>
        {
            string capture = Path.Combine(captures, row[0]);
            if (!packets.TryGetValue(capture, out var of)) packets.Add(capture, of = PlainCapture.Read(capture));
            byte[] data = of[int.Parse(row[1], CultureInfo.InvariantCulture) - 1].Data;
            byte[] bytes = Convert.FromHexString(row[4]);
            Assert.True(bytes.Length >= 8 && data.AsSpan().IndexOf(bytes) >= 0, string.Join('\t', row));
        });
    }

    /// <summary>Capture, frame, what we say, what tshark says, bytes of the frame, reason.</summary>
    private static ExceptionList Exceptions() => ExceptionList.Load("modbus-exceptions.tsv", 4);
}
