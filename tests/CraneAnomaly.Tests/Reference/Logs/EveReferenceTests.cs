using System.Globalization;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Logs;

/// <summary>What Suricata logged of the Modbus captures, read as records, beside what their packets say.</summary>
public sealed class EveReferenceTests(ITestOutputHelper output)
{
    // Where what the log says is not what the packet says, with the reason. All else that a log says is equal.
    private static readonly (string Capture, int Differences, string Reason)[] Known =
    [
        ("modbus/zeek/modbus__4SICS-GeekLounge-151022-min.pcap", 1, "cut by the capture: the byte count that EVE leaves out says more than is there"),
    ];

    [Fact]
    public async Task Pdus_OfEve_SayNothingThatPacketsDoNot()
    {
        var wrong = new List<string>();
        int captures = 0, told = 0, whole = 0;
        foreach (var (capture, _, transactions) in ReferenceTables.ModbusCaptures())
        {
            string log = Shared.Capture(capture) + ".suricata.json.gz";
            if (transactions == 0 || !File.Exists(log)) continue;
            captures++;
            var packets = (await ReferenceRun.OfAsync(capture)).Pdus.ToLookup(pdu => KeyOf(pdu));
            var logged = new List<ReferencePdu>();
            long[] others = [0];
            var pipeline = new RecordPipeline<ReferenceSink>(new(logged, others));
            await pipeline.RunAsync(new CaptureInputs { Paths = [log] }, TestContext.Current.CancellationToken);
            pipeline.Complete();
            int differences = 0;
            foreach (var pdu in logged)
            {
                if (packets[KeyOf(pdu)].Any(packet => Agrees(pdu, packet))) continue;
                differences++;
                output.WriteLine($"{capture}: {KeyOf(pdu)}");
            }

            told += logged.Count;
            whole += logged.Count(pdu => pdu.Access.Address >= 0);
            int known = Known.Where(entry => entry.Capture == capture).Sum(entry => entry.Differences);
            if (differences != known) wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{capture}: {differences} of {logged.Count} differ, {known} are known"));
        }

        output.WriteLine($"{told} PDUs of {captures} logs agree, {whole} of them with an address");
        Assert.Empty(wrong);
        Assert.InRange(told, 33_000, int.MaxValue);
    }

    // Which side sent it is part of the comparison: what Suricata saw the wrong way round has to be turned.
    private static string KeyOf(ReferencePdu pdu) => string.Create(CultureInfo.InvariantCulture,
        $"{pdu.Flow.Originator}:{pdu.Flow.OriginatorPort} {pdu.Flow.Responder}:{pdu.Flow.ResponderPort} {pdu.Record.Kind} {pdu.Record.Transaction} {pdu.Record.Unit} {pdu.Record.FunctionCode}");

    // Without its request nobody knows how many bits of the last byte are coils.
    private static bool Agrees(in ReferencePdu log, in ReferencePdu packet)
    {
        var (a, b) = (log.Access, packet.Access);
        return (a.Address < 0 || a.Address == b.Address) && (a.Quantity < 0 || a.Quantity == b.Quantity)
            && (a.WriteAddress < 0 || a.WriteAddress == b.WriteAddress) && (a.WriteQuantity < 0 || a.WriteQuantity == b.WriteQuantity)
            && (a.Subfunction < 0 || a.Subfunction == b.Subfunction) && (a.AndMask < 0 || a.AndMask == b.AndMask) && (a.OrMask < 0 || a.OrMask == b.OrMask)
            && (a.ExceptionCode == 0 || a.ExceptionCode == b.ExceptionCode) && a.Table == b.Table
            && (a.ValueCount == 0 || ((a.ValueCount == b.ValueCount || !log.IsMatched) && log.Payload.Span.SequenceEqual(packet.Payload.Span)));
    }
}
