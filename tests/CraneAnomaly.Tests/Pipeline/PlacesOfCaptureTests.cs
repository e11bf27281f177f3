using CraneAnomaly.Records;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Pipeline;

public sealed class PlacesOfCaptureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TwoPlacesWithEqualAddresses_AreFlowsAndTransactionsOfTheirOwn()
    {
        // The second place is half a second behind, in the midst of the first: same hosts, ports and transactions.
        var (one, other) = (Talk(CraneTraffic.StartNs), Talk(CraneTraffic.StartNs + 2_000_000));
        string[] paths = [_folder.Write("a.pcap", one.ToPcap()), _folder.Write("b.pcap", other.ToPcap())];
        var alone = await RecordsAsync(paths[..1]);
        var both = await RecordsAsync(paths);

        Assert.Equal(2, both.Count(line => line.Kind == RecordKind.Flow));
        for (ushort input = 0; input < 2; input++)
            Assert.Equal(alone.Select(Plain), both.Where(line => line.Input == input).Select(Plain));
        Assert.DoesNotContain(both, line => line.Violation != Violation.None);
    }

    [Fact]
    public async Task Run_OnePeriodInTwoFiles_IsOneFlow()
    {
        var traffic = Talk(CraneTraffic.StartNs);

        // Between a request and its answer.
        string[] paths =
        [
            _folder.Write("1.pcap", traffic.ToPcap(0, 6)), _folder.Write("2.pcap", traffic.ToPcap(6)),
        ];
        string whole = _folder.Write("whole.pcap", traffic.ToPcap());

        Assert.Equal((await RecordsAsync([whole])).Select(Plain), (await RecordsAsync(paths)).Select(Plain));
    }

    private static (RecordKind, Violation, uint, RecordFlags) Plain(OtRecord record) => (record.Kind, record.Violation,
        record.Transaction, record.Flags);

    private static CraneTraffic Talk(long startNs)
    {
        var traffic = new CraneTraffic(startNs);
        var talk = traffic.Connect(CraneSite.Master, CraneSite.First);
        for (int i = 0; i < 5; i++) talk.Ask(Read(3, 0, 1), Registers(3, i));
        return traffic;
    }

    private static async Task<List<OtRecord>> RecordsAsync(string[] paths)
    {
        var records = new List<OtRecord>();
        var pipeline = new RecordPipeline<Keep>(new(records));
        await pipeline.RunAsync(new CaptureInputs { Paths = paths }, TestContext.Current.CancellationToken);
        pipeline.Complete();
        return records;
    }

    private readonly struct Keep(List<OtRecord> records) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => records.Add(record);
    }
}
