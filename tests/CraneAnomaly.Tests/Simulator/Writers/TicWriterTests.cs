using System.Text.Json;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;
using CraneAnomaly.Simulator.Writers;
using CraneAnomaly.Simulator.Writers.Tic;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Simulator.Writers;

public sealed class TicWriterTests : IDisposable
{
    private static readonly CraneSample Sample = Samples.Of(0, Samples.Start,
        ("hoist.speed", 1.36), ("hoist.reference", 1.5), ("hoist.demand", 1), ("hoist.brake", 1), ("spreader.load", 24.8),
        ("spreader.locked", 0), ("spreader.size", 40), ("mode", "semi\"automatic"), ("wind.speed", 7.5),
        ("anchor.trolley.position", 12.5), ("spreader.load.quality", SignalQuality.Bad));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hoist.speed.output.actual.value", "1.36")]
    [InlineData("hoist.speed.iinput.actual.value", "1.5")]
    [InlineData("hoist.speed.input.actual.value", "1")]
    [InlineData("hoist.brake.released.status.output.actual.value", "true")]
    [InlineData("spreader.weight.output.actual.value", "24.8")]
    [InlineData("spreader.weight.output.actual.quality", "\"bad\"")]
    [InlineData("spreader.@.locked.status.output.actual.value", "false")]
    [InlineData("spreader.@.size.output.actual.value", "40")]
    [InlineData("mode.output.actual.value", "\"semi\\u0022automatic\"")]
    [InlineData("wind.speed.output.actual.value", "7.5")]
    public void Flat_Value_StandsUnderItsPath(string path, string expected)
    {
        var message = Line(new FlatTicWriter(_folder.At("flat"), false, ["QC01"]), "flat");

        Assert.Equal(expected, message.GetProperty($"che.@QC01.{path}").GetRawText());
        Assert.Equal("2026-03-02T06:30:00.000Z", message.GetProperty("timestamp").GetString());
    }

    [Fact]
    public void Nested_Message_HasTheValuesOfTheFlatOne()
    {
        var flat = Line(new FlatTicWriter(_folder.At("flat"), false, ["QC01"]), "flat");
        var nested = Line(new NestedTicWriter(_folder.At("nested"), false, ["QC01"]), "nested");
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var che = nested.GetProperty("che")[0];
        Collect(che, "che.@QC01", found);

        Assert.Equal("QC01", che.GetProperty("id").GetString());
        Assert.Equal("QC01-plc", nested.GetProperty("msg").GetProperty("sender").GetString());
        // The spreader's place in its array is no part of what is compared.
        var expected = flat.EnumerateObject().Where(p => p.Name != "timestamp")
            .ToDictionary(p => p.Name.Replace(".spreader.@.", ".spreader."), p => p.Value.GetRawText());
        Assert.Equal(expected.OrderBy(p => p.Key, StringComparer.Ordinal), found);
    }

    [Fact]
    public void Nested_EveryPattern_IsJson()
    {
        // Whatever is left out, braces and commas stay right.
        string path = _folder.At("nested");
        using (var writer = new NestedTicWriter(path, false, ["QC01"]))
        {
            for (int pattern = 0; pattern < 500; pattern++)
            {
                var sample = Samples.Of(0, Samples.Start + pattern);
                for (int i = 0; i < SignalCatalog.Count; i++)
                {
                    ulong draw = RandomStream.Hash((ulong)pattern, (ulong)i);
                    if (draw % 4 == 0) sample.Numbers[i] = i;
                    if (draw % 4 == 0) sample.Texts[i] = "t";
                    if (draw % 5 == 0) sample.Anchors[i] = i;
                }

                writer.Write(sample);
            }

            writer.Complete();
        }

        string[] lines = File.ReadAllLines(path);
        Assert.Equal(500, lines.Length);
        Assert.All(lines, line =>
        {
            var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Collect(JsonDocument.Parse(line).RootElement.GetProperty("che")[0], "che", found);
            Assert.InRange(found.Count, 5, 2 * SignalCatalog.Count);
        });
    }

    private static void Collect(JsonElement element, string path, SortedDictionary<string, string> found)
    {
        foreach (var member in element.EnumerateObject())
        {
            string here = $"{path}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object) Collect(member.Value, here, found);
            if (member.Value.ValueKind != JsonValueKind.Array) continue;
            foreach (var item in member.Value.EnumerateArray())
            {
                if (!item.TryGetProperty("pom", out var point))
                {
                    Collect(item, here, found);
                    continue;
                }

                found.Add($"{here}.{point.GetString()}.actual.value", item.GetProperty("value").GetRawText());
                if (item.TryGetProperty("quality", out var quality))
                    found.Add($"{here}.{point.GetString()}.actual.quality", quality.GetRawText());
            }
        }
    }

    private JsonElement Line(ITelemetryWriter writer, string name)
    {
        using (writer)
        {
            writer.Write(Sample);
            writer.Complete();
        }

        return JsonDocument.Parse(Assert.Single(File.ReadAllLines(_folder.At(name)))).RootElement;
    }
}
