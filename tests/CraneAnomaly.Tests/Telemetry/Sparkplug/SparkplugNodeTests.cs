using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Rows;
using CraneAnomaly.Telemetry.Sparkplug;
using FsCheck.Xunit;
using static CraneAnomaly.Tests.Telemetry.Sparkplug.SparkplugPayloads;

namespace CraneAnomaly.Tests.Telemetry.Sparkplug;

public class SparkplugNodeTests
{
    private const long Ms = 1_772_338_320_000;

    [Fact]
    public void Read_BirthThenData_AliasesStandForNames()
    {
        var run = new Run();
        byte[] birth = Payload(Ms, 0,
            Metric(name: "hoist.speed", alias: 1, type: 9, value: Float(1.5f)),
            Metric(name: "Spreader/Locked", alias: 2, type: 11, value: Varint(14, 1)),
            Metric(name: "mode", alias: 3, type: 12, value: Bytes(15, "auto"u8)),
            Metric(name: "oil", alias: 4, type: 2, value: Varint(10, unchecked((uint)-7) & 0xFFFF)));
        byte[] data = Payload(Ms + 100, 1,
            Metric(alias: 1, type: 10, value: Double(-0.25)), Metric(alias: 4, type: 4, value: Varint(11, ulong.MaxValue)),
            Metric(alias: 9, value: Varint(10, 5)));

        Assert.Equal(["0 hoist.speed=1.5 spreader.locked=1 mode=auto oil=-7"], run.Read(birth, isBirth: true));
        Assert.Equal(["100 hoist.speed=-0.25 oil=-1"], run.Read(data, isBirth: false));
        Assert.Equal((1L, 1), (run.Node.UnknownAliases, run.Node.Sequence));
    }

    [Fact]
    public void Read_TimesAndNulls_AreHeeded()
    {
        var run = new Run();
        byte[] payload = Payload(Ms + 50, 7,
            Metric(name: "hoist.speed", time: Ms + 20, value: Float(1)), Metric(name: "hoist.position", value: Float(2)),
            Metric(name: "wind.speed", isNull: true, value: Float(3)));

        Assert.Equal(["20 hoist.speed=1", "50 hoist.position=2"], run.Read(payload, isBirth: false));
    }

    [Fact]
    public void Read_NotANumber_IsRefused()
    {
        var run = new Run();
        Assert.Empty(run.Read(Payload(Ms, 0, Metric(name: "hoist.speed", value: Double(double.NaN))), isBirth: false));
        Assert.Equal(Violation.NonFiniteValue, run.Last);
        Assert.Empty(run.Read(Payload(-1, 0, Metric(name: "hoist.speed", value: Double(1))), isBirth: false));
        Assert.Equal(Violation.InvalidTimestamp, run.Last);
    }

    [Fact]
    public void Read_EveryPrefix_NeverThrowsAndIsMostlyRefused()
    {
        byte[] payload = Payload(Ms, 3, Metric(name: "hoist.speed", alias: 1, type: 9, value: Float(1.5f)), Metric(name: "mode", value: Bytes(15, "a"u8)));
        int refused = 0;
        for (int length = 0; length < payload.Length; length++)
        {
            var run = new Run();
            run.Read(payload[..length], isBirth: true);
            if (run.Last != Violation.None) refused++;
        }

        Assert.InRange(refused, payload.Length - 8, payload.Length);
    }

    [Property(MaxTest = 500)]
    public void Read_AnyBytes_NeverThrows(byte[] bytes, bool isBirth) => new Run().Read(bytes, isBirth);

    [Property(MaxTest = 500)]
    public void Read_DamagedPayload_NeverThrows(ushort at, byte with)
    {
        byte[] payload = Payload(Ms, 3, Metric(name: "hoist.speed", alias: 1, type: 9, value: Float(1.5f)), Metric(name: "mode", value: Bytes(15, "a"u8)));
        payload[at % payload.Length] ^= with;
        new Run().Read(payload, isBirth: true);
    }

    private sealed class Run
    {
        private readonly SymbolTable _symbols = new();

        public Run() => Node = new(new(new(_symbols), Limits.Default), new(_symbols), Limits.Default);

        public SparkplugNode Node { get; }

        public Violation Last { get; private set; }

        public List<string> Read(byte[] payload, bool isBirth)
        {
            var lines = new List<string>();
            var rows = new Rows(_symbols, lines);
            Last = Node.Read(payload, isBirth, crane: 0, ref rows);
            return lines;
        }
    }

    private readonly struct Rows(SymbolTable symbols, List<string> lines) : IRowTaker
    {
        public Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values)
        {
            var text = new StringBuilder(FormattableString.Invariant($"{timestampNs / 1_000_000 - Ms}"));
            foreach (var value in values)
            {
                string shown = value.Type == SignalType.Text ? symbols.Name(value.Symbol) : FormattableString.Invariant($"{value.Number}");
                text.Append(' ').Append(SignalCatalog.Name(value.Signal, symbols)).Append('=').Append(shown);
            }

            lines.Add(text.ToString());
            return Violation.None;
        }
    }
}
