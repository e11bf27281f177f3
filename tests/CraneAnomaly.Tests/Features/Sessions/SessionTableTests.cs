using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Features.Sessions;

public class SessionTableTests
{
    [Fact]
    public void Begin_PastTheCap_GivesUpTheOldestAndCounts()
    {
        var table = new SessionTable(3);
        for (int flow = 0; flow < 5; flow++) Begin(table, flow, flow);

        Assert.Equal((3, 2L), (table.Count, table.Evicted));
        Assert.Equal([2, 3, 4], table.TakeBefore(10).Select(session => session.Record.Flow));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void TakeBefore_ATime_LeavesWhatBeganLater()
    {
        var table = new SessionTable(10);
        for (int flow = 0; flow < 4; flow++) Begin(table, flow, flow * 10);

        Assert.Equal([0, 1], table.TakeBefore(15).Select(session => session.Record.Flow));
        Assert.Equal([2, 3], table.TakeBefore(100).Select(session => session.Record.Flow));
    }

    // One that stays open must not keep what came and went after it. The heap is that of all tests that run meanwhile: what they add
    // is not in every one of five looks, and half a million that were kept would take eight megabytes in each.
    [Fact]
    public void End_OfManyBehindOneThatStays_KeepsTheOneAlone() =>
        Assert.InRange(Enumerable.Range(0, 5).Select(_ => HeldBehindOneThatStays()).Min(), long.MinValue, 4_000_000);

    private static long HeldBehindOneThatStays()
    {
        var table = new SessionTable(100);
        Begin(table, 0, 0);
        long before = GC.GetTotalMemory(true);
        for (int flow = 1; flow < 500_000; flow++)
        {
            Begin(table, flow, flow);
            table.End(flow);
        }

        Assert.Equal((1, 0L), (table.Count, table.Evicted));
        long held = GC.GetTotalMemory(true) - before;
        GC.KeepAlive(table);
        return held;
    }

    private static void Begin(SessionTable table, int flow, long ns)
    {
        var identity = FlowIdentity.None;
        table.Begin(new() { Flow = flow, TimestampNs = ns }, new(in identity, default, default));
    }
}
