using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Features;

public class SessionRowsTests
{
    // 2026-03-07T06:00:00Z, a Saturday.
    private const long Start = 1_772_863_200_000_000_000;

    private static readonly FlowIdentity s_flow = new()
    {
        Originator = Address("203.0.113.9"),
        Responder = Address("10.1.0.5"),
        OriginatorPort = 50_000,
        ResponderPort = 22,
        IpProtocol = 6,
        Vlan = -1,
    };

    private readonly SessionRows _rows = new(16);
    private readonly double[] _row = new double[SessionRows.Columns.Count];

    [Fact]
    public void Session_WithWritesOfItsServer_IsARowOfTheirNumbers()
    {
        Begin(1);
        Write("10.1.0.5", RecordFlags.Writes);
        Write("10.1.0.5", RecordFlags.Writes | RecordFlags.Critical);
        Write("10.1.0.66", RecordFlags.Writes);
        Assert.True(End(1));

        double[] expected =
        [
            Math.Log(61), Math.Log(101), Math.Log(2_001), Math.Log(4), Math.Log(6), 0, 1, 1, 1, 0, Math.Log(3), Math.Log(2), 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected.Length, SessionRows.Columns.Count);
        for (int j = 0; j < expected.Length; j++)
            Assert.True(Math.Abs(expected[j] - _row[j]) < 1e-6, $"{SessionRows.Columns[j]}: {_row[j]}, expected {expected[j]}");
        Assert.Equal(1, _row[SessionRows.FirstProtocol..].Sum());
    }

    [Fact]
    public void Session_CountsWhatWasWrittenWhileItLasted_NotBefore()
    {
        Write("10.1.0.5", RecordFlags.Writes);
        Begin(1);
        Assert.True(End(1));
        Assert.Equal(0, _row[10]);
    }

    [Fact]
    public void Flow_OfWhichOneSideIsSilent_OrThatBeganBefore_OrIsEndedTwice_IsNone()
    {
        Begin(1);
        Assert.False(End(1, responderBytes: 0));
        Begin(2);
        Assert.False(End(2, flags: RecordFlags.Midstream));
        Assert.False(End(3));
        Begin(4);
        Assert.True(End(4));
        Assert.False(End(4));
    }

    [Theory]
    [InlineData(OtProtocol.Dns, false)]
    [InlineData(OtProtocol.Ntp, false)]
    [InlineData(OtProtocol.Unknown, true)]
    [InlineData(OtProtocol.DceRpc, true)]
    public void Service_ThatIsAName_IsNoSession(OtProtocol service, bool isSession)
    {
        Begin(1);
        Assert.Equal(isSession, End(1, service: service));
    }

    [Fact]
    public void Table_ThatIsFull_GivesUpTheOldestAndCounts()
    {
        for (int flow = 0; flow < 20; flow++) Begin(flow);
        Assert.Equal(4, _rows.Evicted);
        Assert.False(End(0));
        Assert.True(End(19));
    }

    [Fact]
    public void Rows_AllocateNothing()
    {
        Begin(1);
        End(1);
        Write("10.1.0.5", RecordFlags.Writes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Begin(1);
            End(1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Begin(int flow) =>
        _rows.OnConversation(new() { Kind = RecordKind.Conversation, Flow = flow, Protocol = OtProtocol.Ssh }, new(in s_flow, default, default), crosses: true);

    private void Write(string client, RecordFlags flags)
    {
        var flow = s_flow with { Originator = Address(client), Responder = Address("10.1.0.11") };
        _rows.OnRequest(new() { Kind = RecordKind.Request, Flow = 99, Flags = flags }, new(in flow, default, default));
    }

    private bool End(int flow, long responderBytes = 2_000, RecordFlags flags = RecordFlags.None, OtProtocol service = OtProtocol.Ssh)
    {
        var summary = new FlowSummary
        {
            FirstNs = Start,
            LastNs = Start + 60_000_000_000,
            OriginatorBytes = 100,
            ResponderBytes = responderBytes,
            OriginatorPackets = 3,
            ResponderPackets = 5,
            Service = service,
        };
        return _rows.OnFlow(new() { Kind = RecordKind.Flow, Flow = flow, Flags = flags }, new(in s_flow, RecordBody.HeadOf(in summary), default), true, false, _row);
    }

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}
