using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Cli.Evidence;

public sealed class EvidenceCommandTests : IDisposable
{
    private static readonly string s_quay = Path.Combine(Shared.RepositoryRoot, "datasets", "quay");
    private static readonly string s_leak = Path.Combine(s_quay, "container-exfiltration");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evidence_OfALeak_CitesItsPackets_AndCoversWhatLeaked()
    {
        var (log, id) = await DetectAsync(s_leak, "exfiltration.container-ids");
        var run = await CraneCli.RunAsync("evidence", id, s_leak, "--alerts", log, "--out", _folder.At("x.zip"));
        Assert.True(run.Code == 0, run.Error);
        var files = Read("x.zip");

        var lines = Lines(log).Where(l => l.GetProperty("id").GetString() == id).ToList();
        var cited = lines.SelectMany(l => l.GetProperty("evidence").EnumerateArray()).Select(e => e.GetProperty("frame").GetInt32()).Distinct().ToList();
        var source = PlainCapture.Read(Path.Combine(s_leak, "traffic.pcap"));
        var slice = PlainCapture.Read(_folder.Write("packets.pcapng", files["packets.pcapng"]));
        Assert.All(cited, frame => Assert.Contains($"{id}: frame {frame} of ", Encoding.UTF8.GetString(files["packets.pcapng"]), StringComparison.Ordinal));
        Assert.All(cited, frame => Assert.Contains(slice, p => SameButCovered(p.Data, source[frame - 1].Data)));
        Assert.True(slice.Count > cited.Count && slice.Count <= 41 * cited.Count);

        // What leaked is there, twelve numbers in each of the packets, and nowhere as it was.
        Assert.Contains(cited, frame => Numbers(source[frame - 1].Data) == 12);
        Assert.All(files.Values, bytes => Assert.Equal(0, Numbers(bytes)));
        Assert.Contains("XXXXXXXXXXX", Encoding.UTF8.GetString(files["alert.ndjson"]), StringComparison.Ordinal);
        var chain = JsonDocument.Parse(files["chain.json"]).RootElement;
        Assert.True(chain.GetProperty("has_these_lines_byte_for_byte").GetBoolean());
        Assert.All(chain.GetProperty("lines_of_the_alert").EnumerateArray(), l => Assert.True(l.GetProperty("covered_here").GetBoolean()));
        Assert.Equal(lines.Select(l => l.GetProperty("chain").GetProperty("hash").GetString()), chain.GetProperty("lines_of_the_alert").EnumerateArray().Select(l => l.GetProperty("hash").GetString()));
    }

    [Fact]
    public async Task Evidence_Unmasked_HasPacketsAndLinesAsTheyWere_InEveryFormat()
    {
        var (log, id) = await DetectAsync(s_leak, "exfiltration.container-ids");
        var run = await CraneCli.RunAsync("evidence", id, s_leak, "--alerts", log, "--unmask", "--out", _folder.At("x.zip"));
        Assert.True(run.Code == 0, run.Error);
        var files = Read("x.zip");

        Assert.Equal(
            string.Concat(File.ReadLines(log).Where(l => l.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal)).Select(l => l + "\n")),
            Encoding.UTF8.GetString(files["alert.ndjson"]));
        // The plain reader takes every number for microseconds; these are nanoseconds.
        var source = PlainCapture.Read(Path.Combine(s_leak, "traffic.pcap")).Select(p => (unchecked(p.TimestampNs * 1000), Convert.ToHexString(p.Data))).ToHashSet();
        Assert.All(PlainCapture.Read(_folder.Write("packets.pcapng", files["packets.pcapng"])), p => Assert.Contains((p.TimestampNs, Convert.ToHexString(p.Data)), source));
        foreach (string format in new[] { "cef", "ocsf", "ecs", "splunk-hec", "leef", "asim", "stix" })
        {
            string all = (await CraneCli.RunAsync("detect", s_leak, "--format", format)).Out;
            string[] mine = Encoding.UTF8.GetString(files[$"alert.{format}"]).TrimEnd('\n').Split('\n');
            Assert.Equal(2, mine.Length);
            Assert.All(mine, line => Assert.Contains(line + "\n", all, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Archive_SaysOfItselfWhatIsTrue_AndIsTheSameTwice()
    {
        var (log, id) = await DetectAsync(s_leak, "exfiltration.container-ids");
        await CraneCli.RunAsync("evidence", id, s_leak, "--alerts", log, "--out", _folder.At("x.zip"));
        await CraneCli.RunAsync("evidence", id[..12], s_leak, "--alerts", log, "--out", _folder.At("y.zip"));
        var files = Read("x.zip");

        Assert.Equal(File.ReadAllBytes(_folder.At("x.zip")), File.ReadAllBytes(_folder.At("y.zip")));
        var sums = Encoding.UTF8.GetString(files["SHA256SUMS"]).TrimEnd('\n').Split('\n').Select(l => l.Split("  ")).ToDictionary(l => l[1], l => l[0]);
        Assert.Equal(files.Keys.Where(n => n != "SHA256SUMS").Order(StringComparer.Ordinal), sums.Keys.Order(StringComparer.Ordinal));
        Assert.All(sums, s => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(files[s.Key])), s.Value));
        var provenance = JsonDocument.Parse(files["provenance.json"]).RootElement;
        Assert.Equal(Lines(log)[0].GetProperty("config_hash").GetString(), provenance.GetProperty("config_hash").GetString());
        Assert.All(provenance.GetProperty("inputs").EnumerateArray(), i => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(i.GetProperty("name").GetString()!))), i.GetProperty("sha256").GetString()));
        string facts = Encoding.UTF8.GetString(files["report-facts.txt"]);
        Assert.Contains("first seen (UTC): 2026-03-02T06:31:12", facts, StringComparison.Ordinal);
        Assert.Contains("no legal verdict", facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telemetry_AroundTheAlert_IsATable_AndPeopleInItAreCovered()
    {
        string folder = _folder.At("in");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(s_quay, "unlock-aloft", "traffic.pcap"), Path.Combine(folder, "traffic.pcap"));
        var rows = new StringBuilder("timestamp,crane,hoist.position,operator.id,job.container\n");
        for (int i = 0; i < 600; i++) rows.Append($"2026-03-02T06:{30 + i / 60:00}:{i % 60:00}Z,QC01,{i % 30},OP-4711,PELU6719176\n");
        _folder.Write("in/rows.csv", Encoding.UTF8.GetBytes(rows.ToString()));
        var (log, id) = await DetectAsync(folder, "command.first-seen");
        var alert = Lines(log).Last(l => l.GetProperty("id").GetString() == id);

        await CraneCli.RunAsync("evidence", id, folder, "--out", _folder.At("x.zip"));
        await CraneCli.RunAsync("evidence", id, folder, "--unmask", "--out", _folder.At("y.zip"));
        string covered = Encoding.UTF8.GetString(Read("x.zip")["telemetry.csv"]), plain = Encoding.UTF8.GetString(Read("y.zip")["telemetry.csv"]);

        string[] table = plain.TrimEnd('\n').Split('\n');
        Assert.Equal("timestamp,crane,hoist.position,job.container,operator.id", table[0]);
        var first = alert.GetProperty("first_seen").GetDateTimeOffset();
        var last = alert.GetProperty("last_seen").GetDateTimeOffset();
        var times = table[1..].Select(l => DateTimeOffset.Parse(l.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(times[0], first.AddSeconds(-60), first.AddSeconds(-58));
        Assert.InRange(times[^1], last.AddSeconds(58), last.AddSeconds(60));
        Assert.Contains("OP-4711", plain, StringComparison.Ordinal);
        Assert.Equal(0, Numbers(Encoding.UTF8.GetBytes(covered)));
        Assert.All(Read("x.zip").Values, bytes => Assert.DoesNotContain("OP-4711", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal));
        Assert.Equal(table.Length, covered.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task Evidence_OfMotion_NeedsNoPackets()
    {
        string baseline = _folder.At("quay.baseline");
        await CraneCli.RunAsync("learn", Path.Combine(s_quay, "clean"), "--baseline", baseline);
        string folder = Path.Combine(s_quay, "freeze-load");
        var (log, id) = await DetectAsync(folder, "sensor.frozen", "--baseline", baseline);

        var run = await CraneCli.RunAsync("evidence", id, folder, "--baseline", baseline, "--alerts", log, "--out", _folder.At("x.zip"));

        var files = Read("x.zip");
        Assert.True(run.Code == 0, run.Error);
        Assert.DoesNotContain("packets.pcapng", files.Keys);
        Assert.True(Encoding.UTF8.GetString(files["telemetry.csv"]).Split('\n').Length > 100);
        var provenance = JsonDocument.Parse(files["provenance.json"]).RootElement.GetProperty("baseline");
        Assert.Equal(Lines(log)[0].GetProperty("model").GetProperty("hash").GetString(), provenance.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Evidence_ThatCannotBeGiven_IsAnError()
    {
        var (log, id) = await DetectAsync(s_leak, "exfiltration.container-ids");
        string changed = _folder.At("changed.ndjson");
        File.WriteAllText(changed, File.ReadAllText(log).Replace("\"severity\":", "\"severity\":1", StringComparison.Ordinal));

        var unknown = await CraneCli.RunAsync("evidence", "ca-none", s_leak, "--out", _folder.At("a.zip"));
        var piped = await CraneCli.RunAsync("evidence", id, "-", "--out", _folder.At("b.zip"));
        var broken = await CraneCli.RunAsync("evidence", id, s_leak, "--alerts", changed, "--out", _folder.At("c.zip"));
        var others = await CraneCli.RunAsync("evidence", id, s_leak, "--alerts", log, "--site", "elsewhere", "--out", _folder.At("d.zip"));

        Assert.Equal((3, 3, 1, 0), (unknown.Code, piped.Code, broken.Code, others.Code));
        Assert.False(File.Exists(_folder.At("a.zip")));
        Assert.Contains("broken at line 1", broken.Error, StringComparison.Ordinal);
        Assert.Contains("is not in it as it was found now", others.Error, StringComparison.Ordinal);
    }

    private static int Numbers(ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[ContainerNumbers.Length];
        int count = 0;
        for (int at = 0; ContainerNumbers.TryFind(bytes, ref at, number, asWords: false);) count++;
        return count;
    }

    private static bool SameButCovered(byte[] covered, byte[] source) =>
        covered.Length == source.Length && covered.Zip(source).All(p => p.First == p.Second || p.First == 'X');

    private static List<JsonElement> Lines(string log) => [.. File.ReadLines(log).Select(l => JsonDocument.Parse(l).RootElement)];

    private async Task<(string Log, string Id)> DetectAsync(string folder, string name, params string[] options)
    {
        string log = _folder.At("alerts.ndjson");
        await CraneCli.RunAsync(["detect", folder, "--out", log, .. options]);
        return (log, Lines(log).First(l => l.GetProperty("name").GetString() == name).GetProperty("id").GetString()!);
    }

    private Dictionary<string, byte[]> Read(string name)
    {
        using var zip = ZipFile.OpenRead(_folder.At(name));
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var stream = e.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }
}
