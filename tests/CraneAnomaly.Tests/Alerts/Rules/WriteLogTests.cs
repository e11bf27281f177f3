using CraneAnomaly.Alerts.Rules;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Alerts.Rules;

public class WriteLogTests
{
    private const long Second = 1_000_000_000;

    private readonly SymbolTable _symbols = new(64);
    private readonly WriteLog _log;

    public WriteLogTests() => _log = new(_symbols);

    [Fact]
    public void Before_RoutineAndOneOddWrite_NamesTheOddOne()
    {
        for (int i = 0; i < 100; i++) Write(i, source: 5, address: 40);
        Write(100, source: 66, address: 912);
        for (int i = 101; i < 105; i++) Write(i, source: 5, address: 40);

        var reason = _log.Before("QC01", 110 * Second);

        Assert.Equal("write before it", reason!.Feature);
        Assert.Equal("write_single_register at 912 by 10.1.0.66 to 10.1.0.11 unit 1, 10 s before the onset, the first of its kind", reason.Value);
    }

    [Theory]
    [InlineData("QC02", 110)]
    [InlineData("QC01", 701)]
    [InlineData("QC01", 80)]
    public void Before_AnotherCraneOrTime_IsNothing(string crane, long second)
    {
        Write(100, source: 66, address: 912);

        Assert.Null(_log.Before(crane, second * Second));
    }

    [Fact]
    public void Before_AClockBehind_StillNamesIt()
    {
        Write(100, source: 66, address: 912);

        Assert.Contains("5 s after the onset", _log.Before("QC01", 95 * Second)!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_MoreKindsThanTheCap_StaysBounded()
    {
        for (int i = 0; i < 10_000; i++) Write(i, source: 5, address: i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 10_000; i < 20_000; i++) Write(i, source: 5, address: i);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private void Write(long second, byte source, int address)
    {
        var flow = FlowIdentity.None;
        flow.Originator = IpAddress.FromV4(0x0A010000u + source);
        flow.Responder = IpAddress.FromV4(0x0A01000B);
        var access = RegisterAccess.Empty;
        access.Address = address;
        var record = new OtRecord
        {
            TimestampNs = second * Second,
            Kind = RecordKind.Request,
            Flags = RecordFlags.Writes,
            FunctionSymbol = _symbols.Intern("write_single_register"),
            Unit = 1,
        };
        _log.Take("QC01", record, new(in flow, RecordBody.HeadOf(in access), default));
    }
}
