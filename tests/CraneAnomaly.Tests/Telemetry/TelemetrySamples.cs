using System.Globalization;
using System.Text;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>Small telemetry in every encoding, with good and bad lines.</summary>
internal static class TelemetrySamples
{
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["csv"] = Csv(12),
        ["flat"] = Flat(9),
        ["nested"] = Nested(6),
        ["plain"] = Plain(9),
        ["csv-bad"] = Bad(Csv(12), 5),
        ["flat-bad"] = Bad(Flat(12), 9),
        ["nested-bad"] = Bad(Nested(8), 31),
    };

    public static byte[] Csv(int rows) => Lines(
        Enumerable.Range(0, rows).Select(i => Text($"{1_772_338_320 + i * 0.1m},QC0{i % 3},{i / 7.0:0.###},{-i / 3.0:R},{i % 2},m{i % 4},\"a,\"\"{i}\"\"\"")),
        "timestamp,crane,hoist.position,hoist.speed [m/min],spreader.locked,mode,note");

    public static byte[] Flat(int rows) => Lines(Enumerable.Range(0, rows).Select(i => Text(
        $"{{\"timestamp\":{1_772_338_320_000 + i * 100},\"che.@QC0{i % 3}.hoist.speed.output.actual.value\":{i / 7.0:R},\"che.@QC0{i % 3}.spreader.@.locked.status.output.actual.value\":{(i % 2 == 0 ? "true" : "false")},\"che.@QC0{i % 3}.mode.output.actual.value\":\"m\\u00e{i % 4}\"}}")));

    public static byte[] Plain(int rows) => Lines(Enumerable.Range(0, rows).Select(i => Text(
        $"{{\"timestamp\":{1_772_338_320_000 + i * 100},\"crane\":\"QC0{i % 3}\",\"hoist.speed\":{i / 7.0:R},\"gate\":{(i % 2 == 0 ? "true" : "false")},\"mode\":\"m{i % 4}\",\"x\":{i}}}")));

    public static byte[] Nested(int rows) => Lines(Enumerable.Range(0, rows).Select(i => Text(
        $"{{\"msg\":{{\"id\":\"{i}\",\"timestamp\":\"2026-03-01T04:12:{i:00}Z\"}},\"che\":[{{\"id\":\"QC\",\"hoist\":[{{\"down\":{{\"speed\":[{{\"pom\":\"output\",\"unit\":\"m/min\",\"timestamp\":\"2026-03-01T04:12:{i:00}Z\",\"value\":{i}}}]}}}}]}}]}}")));

    // Every so many bytes one is turned into another.
    public static byte[] Bad(byte[] good, int every)
    {
        byte[] bad = (byte[])good.Clone();
        for (int i = 60; i < bad.Length; i += every * 7)
            if (bad[i] != '\n') bad[i] = (byte)"\"{},:9eN\\\u0001"[i / every % 10];
        return bad;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static byte[] Lines(IEnumerable<string> lines, string? header = null) =>
        Encoding.UTF8.GetBytes(string.Concat((header is null ? lines : lines.Prepend(header)).Select(l => l + "\n")));
}
