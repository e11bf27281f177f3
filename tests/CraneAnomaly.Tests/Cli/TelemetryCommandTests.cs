using System.Text;
using System.Text.Json;
using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

/// <summary><c>records</c> over telemetry, alone and beside captures.</summary>
public sealed class TelemetryCommandTests : IDisposable
{
    private const string Table = "timestamp,crane,hoist.speed\n2026-03-01T04:12:00Z,QC01,1.5\n2026-03-01T04:12:01Z,QC01,2\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_OfAFolder_MixesCapturesAndTelemetryInEventTime()
    {
        string pcap = _folder.Write("port/traffic.pcap", CliCaptures.Work);
        string[] alone = [.. (await CraneCli.RunAsync("records", pcap)).Lines.Where(line => Get(line, "kind") != "flow")];
        string middle = Get(alone[alone.Length / 2], "ts")!;
        string unit = Get(alone[0], "dst")!;
        _folder.Write("port/telemetry.csv", Encoding.UTF8.GetBytes($"timestamp,crane,hoist.speed\n{middle},QC01,1.5\n"));
        _folder.Write("port/more.json", Encoding.UTF8.GetBytes($"{{\"timestamp\":\"{middle}\",\"che.@QC02.hoist.speed.output.actual.value\":2}}\n"));
        _folder.Write("port/tags.json", Encoding.UTF8.GetBytes($"{{\"tags\":[{{\"source\":\"modbus:{unit}:502/1/hr/0\",\"type\":\"u16\",\"signal\":\"hoist.position\",\"crane\":\"QC09\"}}]}}"));
        _folder.Write("port/cranes.json", "{\"cranes\":[{\"id\":\"QC01\"}]}"u8.ToArray());
        _folder.Write("port/policy.json", "{}"u8.ToArray());
        _folder.Write("port/permits.csv", "id,crane,person,system,source,actions,from,to,approved_by\n"u8.ToArray());
        _folder.Write("port/labels.json", "[]"u8.ToArray());
        var run = await CraneCli.RunAsync("records", _folder.At("port"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        var inOrder = run.Lines.Where(line => Get(line, "kind") is not ("flow" or "gap" or "violation")).ToList();
        Assert.Equal(inOrder.Select(line => Get(line, "ts")).Order(StringComparer.Ordinal), inOrder.Select(line => Get(line, "ts")));
        var rows = inOrder.Where(line => Get(line, "protocol") == "telemetry").ToList();
        Assert.Equal(["QC01", "QC02"], rows.Select(line => Get(line, "crane")).Order());
        Assert.All(rows, row => Assert.Equal(middle, Get(row, "ts")));
        Assert.All(rows, row => Assert.Null(Get(row, "frame")));
        Assert.Equal(alone.Length + 2, inOrder.Count(line => Get(line, "crane") != "QC09"));
    }

    [Fact]
    public async Task Records_OfTelemetry_AreSummarisedAndLeftOutOfZeek()
    {
        string path = _folder.Write("t.csv", Encoding.UTF8.GetBytes(Table));
        var summary = await CraneCli.RunAsync("records", path, "--summary");
        var zeek = await CraneCli.RunAsync("records", path, "--format", "zeek", "--out", _folder.At("zeek"));
        var piped = await CraneCli.RunAsync(Encoding.UTF8.GetBytes(Table), "records", "-", "--input-format", "csv", "--from", "2026-03-01T04:12:01Z");

        Assert.Equal((0, 0, 0), (summary.Code, zeek.Code, piped.Code));
        Assert.Contains("Cranes", summary.Out, StringComparison.Ordinal);
        Assert.Matches("QC01 +2 +2 +2026-03-01T04:12:00.000Z", summary.Out);
        Assert.Equal("2 rows of telemetry are left out: Zeek has no log for them; --format ndjson prints them.", zeek.Error.TrimEnd());
        Assert.EndsWith("\"signals\":{\"hoist.speed\":2}}", Assert.Single(piped.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy.json", "{\n\"writerz\":1}", "line 2: unknown key 'writerz'")]
    [InlineData("tags.json", "{\"tags\":[{\"source\":\"x\",\"signal\":\"a\"}]}", "line 1: 'source'")]
    [InlineData("permits.csv", "id\n", "line 1: the key 'crane'")]
    public async Task Records_SiteFileThatCannotBeUsed_Is3AndSaysWhere(string name, string text, string problem)
    {
        _folder.Write("port/t.csv", Encoding.UTF8.GetBytes(Table));
        string path = _folder.Write("port/" + name, Encoding.UTF8.GetBytes(text));
        var run = await CraneCli.RunAsync("records", _folder.At("port"));

        Assert.Equal(ExitCode.Unusable, run.Code);
        Assert.StartsWith($"{path}: {problem}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_BadLine_Is3UnlessPartialInputsAreAllowed()
    {
        string path = _folder.Write("t.csv", Encoding.UTF8.GetBytes(Table + "x\n"));
        var run = await CraneCli.RunAsync("records", path);
        var allowed = await CraneCli.RunAsync("records", path, "--allow-partial");

        Assert.Equal((ExitCode.Unusable, ExitCode.Done), (run.Code, allowed.Code));
        Assert.Contains("a line is bad (invalid_timestamp)", run.Error, StringComparison.Ordinal);
        Assert.Contains("(2 rows were read)", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.Lines.Length);
    }

    private static string? Get(string line, string field)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty(field, out var value) ? value.ToString() : null;
    }
}
