using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets.Telemetry;

/// <summary>Telemetry as a table (RFC 4180), and everything behind it.</summary>
internal sealed class CsvTarget : IFuzzTarget
{
    public string Name => "csv";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. "timestamp,crane,hoist.speed [m/min],mode\n2026-03-01T04:12:00Z,A,60,auto\n2026-03-01T04:12:01Z,B,-1.5e1,\"m,\"\"x\"\n"u8],
        [.. "crane;time;spreader.locked;x.quality;x\nA;1772338320.5;true;good;1\nA;1772338319;0;bad;y\n"u8],
        [.. "ts\tche.@A.hoist.up.speed.output.actual.value\tche.@A.hoist.down.speed.output.actual.value\n0\t1\t2\n9\t\t\n"u8],
    ];

    public ReadOnlySpan<byte> InterestingBytes => ",;\t\"\n\r.-+eENa019 TZ:[]%"u8;

    public LengthField LengthField => new(2, BigEndian: true, 0);

    public void Execute(ReadOnlySpan<byte> input) => CaptureRun.Check(input, InputFormat.Csv);
}
