using System.IO.Compression;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Writers;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Simulator.Writers;

public sealed class CsvTelemetryWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Samples_HasColumnsForWhatIsSampled()
    {
        string[] lines = Lines(
            Samples.Of(0, Samples.Start, ("hoist.speed", 1.25), ("mode", "manual"), ("spreader.locked", 1)),
            Samples.Of(1, Samples.Start + 100_000_000, ("hoist.speed", -0.5), ("spreader.locked", 0)));

        Assert.Equal(
        [
            "timestamp,crane,hoist.speed,spreader.locked,mode",
            "2026-03-02T06:30:00.000Z,QC01,1.25,1,manual",
            "2026-03-02T06:30:00.100Z,\"QC,02\",-0.5,0,",
        ], lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Complete_SignalsThatComeLater_HaveColumnsInEveryRow(bool gzip)
    {
        string[] lines = Lines(gzip,
            Samples.Of(0, Samples.Start, ("wind.speed", 5.5)),
            Samples.Of(0, Samples.Start + 1_000_000_000, ("wind.speed", 5.6), ("anchor.drive.power", 61)),
            Samples.Of(0, Samples.Start + 2_000_000_000, ("wind.speed", 5.6), ("wind.speed.quality", SignalQuality.Bad)),
            Samples.Of(0, Samples.Start + 3_000_000_000, ("wind.speed", 5.7), ("wind.speed.quality", SignalQuality.Good)));

        Assert.Equal(
        [
            "timestamp,crane,wind.speed,anchor.drive.power,wind.speed.quality",
            "2026-03-02T06:30:00.000Z,QC01,5.5,,",
            "2026-03-02T06:30:01.000Z,QC01,5.6,61,",
            "2026-03-02T06:30:02.000Z,QC01,5.6,,bad",
            "2026-03-02T06:30:03.000Z,QC01,5.7,,good",
        ], lines);
        Assert.Single(Directory.GetFiles(_folder.At()));
    }

    [Theory]
    [InlineData("CAPE, LINDEN", "\"CAPE, LINDEN\"")]
    [InlineData("say \"when\"", "\"say \"\"when\"\"\"")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("Übersee", "Übersee")]
    [InlineData("a text that is longer than any number and goes another way", "a text that is longer than any number and goes another way")]
    public void Write_Text_IsQuotedWhereItMustBe(string text, string expected)
    {
        string[] lines = Lines(Samples.Of(0, Samples.Start, ("hoist.position", 1), ("job.vessel", text), ("tos.moves", 12)));

        Assert.Equal($"2026-03-02T06:30:00.000Z,QC01,1,{expected},12", lines[1]);
    }

    [Fact]
    public void Complete_NoRow_IsAHeader() => Assert.Equal(["timestamp,crane"], Lines());

    [Fact]
    public void Write_SteadyState_AllocatesNothing()
    {
        using var writer = new CsvTelemetryWriter(_folder.At("t.csv"), false, ["QC01"]);
        var sample = Samples.Of(0, Samples.Start, ("hoist.speed", 1.23456), ("mode", "manual"), ("load.corner1", -0.25));
        writer.Write(sample);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            sample.TimestampNs += 10_000;
            writer.Write(sample);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000);
    }

    private string[] Lines(params CraneSample[] samples) => Lines(false, samples);

    private string[] Lines(bool gzip, params CraneSample[] samples)
    {
        string path = _folder.At("telemetry.csv");
        using (var writer = new CsvTelemetryWriter(path, gzip, ["QC01", "QC,02"]))
        {
            foreach (var sample in samples) writer.Write(sample);
            writer.Complete();
        }

        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(gzip ? new GZipStream(file, CompressionMode.Decompress) : file);
        string text = reader.ReadToEnd();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }
}
