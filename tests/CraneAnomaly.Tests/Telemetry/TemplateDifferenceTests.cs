using System.Globalization;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>
/// What is read by the shape of the lines before against the same line read alone, where nothing is known of its shape
/// and it goes through the strict reader: the same values bit for bit, or both refuse it.
/// </summary>
public class TemplateDifferenceTests
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "1e999", "-1e400", "NaN", "Infinity", "-Infinity", "nan", "007", "00.5", "-00", "5.", ".5", "-.5", "-", "--1", "+1", "1.2.3",
        "12345678901234", "123456789012345", "1234567890123456", "12345678901234567", "9007199254740993", "0.12345678901234", "0.1234567890123456",
        "-12345678901234", "-1234567890.1234", "1.7976931348623157e308", "4.9e-324", "5e-400", "1e22", "1e23", "1E5", "1e+5", "1e", "1e+", "0e0", "0x1F",
        "1_000", "1 000", " 1", "1 ", "\t1\t", "\r1", "1,5", "\"1\"", "\"1.5\"", "\"\"", "null", "true", "false", "tru", "[1]", "[]", "{}", "{\"v\":1}",
        "99999999999999999999999999999999999999999999", "0.00000000000000000000000000000000000000001", "1/2", "1:2", "1}", "", "\0", "1\0", "1;",
    ];

    private static readonly string[] Texts =
    [
        "QC01", "auto", "", "a", "fifteen letters", "sixteen letters!", "seventeen letters", "a,b", "a:b", "{a}", "a,\\\"b\\\":1", ",", "\\u0041", "\\\\", "\\\"",
        "\\ud800", "\\ud83d\\ude00", "QC01\0", "auto\0", "\0", "\t", "auto\u0001", "QC01 ", "caf\u00e9", "\u00e9,\u00e9", "\"", "a\"b", "},\"crane\":\"x", "\u007f", "\ufeff",
    ];

    private static readonly string[] Pieces =
        ["timestamp", "crane", "seq", "mode", "spreader.locked", "hoist.position", "hoist.speed", "trolley.position", "wind.speed", "gate", "x"];

    [Fact]
    public void Read_AnyNumberAnywhere_IsAsAlone()
    {
        foreach (string number in Numbers)
        {
            for (int field = 0; field < 6; field++)
                AssertSame(Line(9).Replace(Field(field, 9), Field(field, 9).Split(':')[0] + ":" + number, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Read_AnyTextAnywhere_IsAsAlone()
    {
        foreach (string text in Texts)
        {
            AssertSame(Line(9).Replace("QC09", text, StringComparison.Ordinal));
            AssertSame(Line(9).Replace("auto", text, StringComparison.Ordinal));
            AssertSame(Line(9).Replace("\"wind.speed\"", $"\"{text}\"", StringComparison.Ordinal));
            AssertSame(Line(9).Replace("2026-03-01T04:12:09.250Z", text, StringComparison.Ordinal));
        }
    }

    // Learned from a count of seconds, a time without quotes is no time.
    [Fact]
    public void Read_AnyTimeWithoutQuotes_IsAsAlone()
    {
        foreach (string time in (string[])[
            .. Numbers, "2026-03-01T04:12:09.250Z", "\"2026-03-01T04:12:09.250Z\"", "2026-03-01 04:12:09", "1772338329.25", "01772338329", "1772338329250",
            "1.772338329e9", "\"1772338329\"", "177233832925000000000", "1772338329."])
        {
            AssertSame(Encoding.UTF8.GetBytes(Line(9).Replace("\"2026-03-01T04:12:09.250Z\"", time, StringComparison.Ordinal)), InSeconds);
        }
    }

    [Fact]
    public void Read_CutAnywhere_IsAsAlone()
    {
        string line = Line(9);
        for (int at = 0; at <= line.Length; at++)
        {
            AssertSame(line[..at]);
            AssertSame(line[at..]);
            AssertSame(line[..at] + "}");
            if (at < line.Length) AssertSame(line.Remove(at, 1));
        }
    }

    [Fact]
    public void Read_OtherByteAnywhere_IsAsAlone()
    {
        byte[] line = Encoding.UTF8.GetBytes(Line(9));
        for (int at = 0; at < line.Length; at++)
        {
            foreach (byte other in (byte[])[0, 9, 13, (byte)'"', (byte)',', (byte)'.', (byte)'-', (byte)'0', (byte)'9', (byte)'e', (byte)':', (byte)'/', (byte)'}', 0x80, 0xC3, 0xFF])
            {
                byte[] changed = [.. line];
                changed[at] = other;
                AssertSame(changed);
            }
        }
    }

    [Fact]
    public void Read_KeyTwiceOrInOtherOrder_IsAsAlone()
    {
        string line = Line(9);
        for (int field = 0; field < 6; field++)
        {
            AssertSame(line.Replace("{", "{" + Field(field, 9) + ",", StringComparison.Ordinal));
            AssertSame(line.Replace("}", "," + Field(field, 9) + "}", StringComparison.Ordinal));
            AssertSame(line.Replace(Field(field, 9), Field((field + 1) % 6, 9), StringComparison.Ordinal));
            AssertSame(line.Replace(Field(field, 9) + ",", "", StringComparison.Ordinal));
        }

        foreach (string space in (string[])[" ", "\t", "\r", "  "])
        {
            foreach (string mark in (string[])[",", ":", "{", "}"])
            {
                AssertSame(line.Replace(mark, mark + space, StringComparison.Ordinal));
                AssertSame(line.Replace(mark, space + mark, StringComparison.Ordinal));
            }
        }
    }

    // Several changes in one line, with pieces of other lines.
    [Property(MaxTest = 600)]
    public void Read_ChangedLine_IsAsAlone((ushort At, byte Kind, ushort What)[] changes)
    {
        var line = new List<byte>(Encoding.UTF8.GetBytes(Line(9)));
        foreach (var (place, kind, what) in changes ?? [])
        {
            int at = place % (line.Count + 1);
            byte[] piece = Encoding.UTF8.GetBytes((kind % 4) switch
            {
                0 => Numbers[what % Numbers.Length],
                1 => Texts[what % Texts.Length],
                2 => Field(what % 6, what),
                _ => Pieces[what % Pieces.Length],
            });
            if (kind % 3 == 0) line.RemoveRange(at, Math.Min(what % 7, line.Count - at));
            if (kind % 3 == 1) line.InsertRange(at, piece);
            if (kind % 3 == 2 && at < line.Count) line[at] = (byte)what;
            line.RemoveAll(b => b == '\n');
        }

        AssertSame([.. line]);
    }

    // Any doubles and short decimals as values of lines that match, in any chunks.
    [Property(MaxTest = 300)]
    public void Read_AnyNumbers_AreAsAlone(double[] doubles, (int Digits, byte Places)[] decimals, byte chunk)
    {
        string[] texts =
        [
            .. (doubles ?? []).Where(double.IsFinite).Select(d => d.ToString("R", CultureInfo.InvariantCulture)),
            .. (decimals ?? []).Select(n => ((decimal)n.Digits / (decimal)Math.Pow(10, n.Places % 5)).ToString(CultureInfo.InvariantCulture)), "1.5",
        ];
        var lines = Enumerable.Range(0, 8).Select(i => Line(i, texts));
        var expected = lines.SelectMany(l => TelemetryRun.Of(l + "\n").Rows);
        var run = TelemetryRun.Of(string.Concat(lines.Select(l => l + (chunk % 2 == 0 ? "\n" : "\r\n"))), chunk < 128 ? int.MaxValue : chunk);
        Assert.Equal(expected, run.Rows);
    }

    [Fact]
    public void Read_LinesOfThisShape_ArePredicted() =>
        Assert.InRange(TelemetryRun.Of(string.Concat(Enumerable.Range(0, 20).Select(i => Line(i) + "\n"))).Counters.All.Predicted, 18, 20);

    private static void AssertSame(string line) => AssertSame(Encoding.UTF8.GetBytes(line));

    private static string InSeconds(string line) => line.Replace("\"2026-03-01T04:12:", "17723383", StringComparison.Ordinal).Replace(".250Z\"", "", StringComparison.Ordinal);

    private static void AssertSame(byte[] line, Func<string, string>? shape = null)
    {
        var (alone, wrong) = Read([.. line, (byte)'\n'], skip: 0);

        // Its shape is known, and so much text stands behind it that it may be read by vectors.
        byte[] before = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 6).Select(i => (shape?.Invoke(Line(i)) ?? Line(i)) + "\n")));
        byte[] behind = Encoding.UTF8.GetBytes("\n" + (shape?.Invoke(Line(10)) ?? Line(10)) + "\n");
        foreach (byte[] end in (byte[][])[behind, [(byte)'\r', .. behind]])
        {
            var (learned, wrongThen) = Read([.. before, .. line, .. end], skip: 6);
            string shown = Encoding.UTF8.GetString(line);

            // It was read, and its time is judged by the lines before.
            if (wrongThen is "LateRow" or "ClockSuspect")
            {
                Assert.True(alone.Length > 0, shown);
                continue;
            }

            Assert.True(alone == learned, $"{shown}\nalone: {alone}\nthen:  {learned}");
            Assert.True(wrong == wrongThen, $"{shown}\nalone: {wrong}\nthen:  {wrongThen}");
        }
    }

    // The row of the line with its bits, and what is wrong with it.
    private static (string Row, string Wrong) Read(byte[] text, int skip)
    {
        var run = new BitRun();
        var reader = new TelemetryReaders(Limits.Default, run.Symbols, []).Create(InputFormat.Json, new BitRun.Sink(run), Limits.Default, peek: false);
        int used = reader.Read(text, 0);
        reader.End(text.AsSpan(used), used);
        string row = string.Join('\n', run.Rows.Where(r => r.Line == skip + 1).Select(r => r.Text));
        return (row, string.Join(' ', run.Wrong.Where(w => w.Line == skip + 1 && w.Text != "ClockOff").Select(w => w.Text)));
    }

    private static string Line(int i, string[]? numbers = null) =>
        $"{{{string.Join(',', Enumerable.Range(0, 11).Select(f => f is > 2 and < 9 ? Field(f - 3, i, numbers) : Other(f, i)))}}}";

    private static string Field(int field, int i, string[]? numbers = null) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{((string[])["hoist.position", "hoist.speed", "trolley.position", "wind.speed", "drive.power", "x"])[field]}\":{numbers?[(i + field) % numbers.Length] ?? ((i * 37 % 100 - 50) / 4.0 + field).ToString("0.0#", CultureInfo.InvariantCulture)}");

    private static string Other(int field, int i) => field switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"\"timestamp\":\"2026-03-01T04:12:{i % 60:00}.250Z\""),
        1 => string.Create(CultureInfo.InvariantCulture, $"\"crane\":\"QC{i % 60:00}\""),
        2 => string.Create(CultureInfo.InvariantCulture, $"\"spreader.locked\":{(i % 2 == 0 ? "true" : "false")}"),
        9 => "\"mode\":\"auto\"",
        _ => string.Create(CultureInfo.InvariantCulture, $"\"boom.angle\":{i / 8.0}"),
    };
}
