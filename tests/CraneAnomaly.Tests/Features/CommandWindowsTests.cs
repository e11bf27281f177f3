using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Features;

public class CommandWindowsTests
{
    private const long Second = 1_000_000_000;

    // On the boundary of a window, so that seconds count from it.
    private const long Start = 177_232_320 * CommandWindows.WindowNs;

    private static readonly CommandEvent s_coils = new()
    {
        Client = 1,
        Server = 2,
        Protocol = OtProtocol.Modbus,
        Unit = 1,
        Function = 1,
        Subfunction = -1,
        Table = RegisterTable.Coils,
        Address = 10,
        Quantity = 8,
        ValueClass = -1,
    };

    private static readonly CommandEvent s_registers =
        s_coils with { Function = 3, Table = RegisterTable.HoldingRegisters, Address = 100, Quantity = 2 };

    private static readonly CommandEvent s_write = s_registers with
    {
        Function = 6,
        Address = 104,
        Quantity = 1,
        Writes = true,
        ValueClass = 3,
    };

    private readonly CommandWindows _windows = new(16);
    private readonly double[] _row = new double[CommandWindows.Columns.Count];

    [Fact]
    public void AddRequest_AWholeWindow_GivesTheRowComputedByHand()
    {
        Assert.False(Request(s_coils, 3));
        Assert.False(Request(s_coils, 11));
        Answer(RecordKind.Response, RecordFlags.Matched | RecordFlags.HasLatency, 500);
        Assert.False(Request(s_registers, 13));
        Answer(RecordKind.Response, RecordFlags.Matched | RecordFlags.HasLatency, 1500);
        Assert.False(Request(s_write, 17, flow: 8));
        Answer(RecordKind.Exception, RecordFlags.None, 0);
        Assert.True(Request(s_coils, 20, flow: 8));

        double distinct = 64 * Math.Log(64.0 / 61);
        double[] expected =
        [
            Math.Log(4), Math.Log(1 + distinct), 1 / 3.0, 1 / 3.0, 1 / 3.0, 0, 1 / 3.0, 1 / 3.0,
            Math.Log(1 + 11 / 3.0), Math.Log(95), 1, Math.Log(3001), 1 / 3.0, Math.Log(1001), Math.Log(2),
        ];
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - _row[i]) < 1e-9,
                $"{CommandWindows.Columns[i]}: {_row[i]}, expected {expected[i]}");
        Assert.Equal(expected.Length, CommandWindows.Columns.Count);
    }

    [Fact]
    public void AddRequest_TheFirstWindowOfAPair_IsNoRow()
    {
        Assert.False(Request(s_coils, 9));
        Assert.False(Request(s_coils, 10));
        Assert.True(Request(s_coils, 20));
        // A pause of many windows gives the one before it, once.
        Assert.True(Request(s_coils, 500));
        Assert.False(Request(s_coils, 501));
    }

    [Fact]
    public void AddRequest_OfAnotherPair_DoesNotEndAWindow()
    {
        Request(s_coils, 1);
        Request(s_coils, 11);
        Assert.False(Request(s_coils with { Client = 5 }, 31));
        Assert.True(Request(s_coils, 32));
        Assert.Equal(Math.Log(2), _row[0], 12);
    }

    [Fact]
    public void AddRequest_MorePairsThanTheCap_ForgetsTheOneIdleLongest()
    {
        Request(s_coils, 1);
        Request(s_coils, 11);
        for (int client = 10; client < 26; client++) Request(s_coils with { Client = client }, 12);

        Assert.False(Request(s_coils, 21));
    }

    private bool Request(in CommandEvent command, long second, int flow = 7) => _windows.AddRequest(
        command, new OtRecord { Flow = flow, Kind = RecordKind.Request }, Start + second * Second, _row);

    private void Answer(RecordKind kind, RecordFlags flags, uint latency) => _windows.AddResponse(
        s_coils.Pair, new OtRecord { Kind = kind, Flags = flags, LatencyMicroseconds = latency });
}
