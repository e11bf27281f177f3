using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Protocols.Sessions;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Logs;

/// <summary>What Zeek logged of the reference captures, read as records, beside what their packets say: fact by fact.</summary>
public sealed class ZeekBaselineTests(ITestOutputHelper output)
{
    private const string None = "no record of packets: ";

    // By Zeek's path: rows that have a record of packets with the same ends, and how both may differ; all of it has to occur.
    private static readonly (string Log, int Met, string[] Differing)[] Logs =
    [
        ("rdp", 7, []),

        // Baselines hold the first 32 characters of the 43 that a fingerprint has.
        ("ssh", 67, ["host_key_fingerprint: "]),
        ("rfb", 4, []),

        // Packets of RDP are told as RDP, whatever encrypts them; what begins in the clear, and DTLS, is not read as TLS.
        ("ssl", 22,
        [
            None + "rdp/zeek/", None + "tls/zeek/tls__dtls1_", None + "tls/zeek/tls__imap-", None + "tls/zeek/tls__pop3-", None + "tls/zeek/tls__smtp-",
            None + "tls/zeek/tls__webrtc-stun", None + "tls/zeek/tls__xmpp-", None + "tls/zeek/tls__ocsp-stapling-twimg",

            // A handshake in records of a byte each: given up by its cap.
            "cert_chain_fps: tls/zeek/tls__tls-fragmented-", "curve: tls/zeek/tls__tls-fragmented-", "issuer: tls/zeek/tls__tls-fragmented-",
            "subject: tls/zeek/tls__tls-fragmented-",
        ]),

        // Flags and truncated answers as in dns-exceptions.tsv; of an update Zeek logs what is updated, packets give the zone.
        ("dns", 37,
        [
            "AA: ", "RA: dns/zeek/dnssec__nsec3", "RD: dns/zeek/dns-txt-multiple", "TTLs: dns/zeek/dns__dynamic-update", "answers: dns/zeek/dns__dynamic-update",
            "answers: dns/zeek/dns__dns-binds", "answers: dns/zeek/dns__loc-29-trunc", "answers: encap/zeek/ipv6-fragmented-dns",
            "labels: dns/zeek/dns__dynamic-update", "query: dns/zeek/dns__dynamic-update", "query_entropy_milli: dns/zeek/dns__dynamic-update",
            "query_length: dns/zeek/dns__dynamic-update", None + "encap/zeek/tunnels__gre-pptp",
        ]),

        // Tests of Zeek's that force HTTP on other ports or decrypt; tunnels and link types that packets are not read from; and
        // what Zeek found where a server stated something else.
        ("http", 10, [None, "content_length: encap/zeek/tunnels__Teredo", "status_msg: encap/zeek/tunnels__Teredo", "version: encap/zeek/"]),
    ];

    public static TheoryData<string> Paths => [.. Logs.Select(entry => entry.Log)];

    [Theory, MemberData(nameof(Paths))]
    public async Task Facts_OfZeeksLogs_AreThoseOfPackets(string log)
    {
        string captures = Shared.Require("captures");
        int rows = 0, met = 0, facts = 0;
        var differences = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(captures, log + ".log", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string text = WithTimes(path);
            if (!text.Contains("\n#fields\tts", StringComparison.Ordinal)) continue;
            string capture = Path.GetRelativePath(captures, path).Replace('\\', '/');
            capture = capture[..capture.IndexOf(".baseline/", StringComparison.Ordinal)];
            var logged = new List<Dictionary<string, string>>();
            var result = await RunAsync(logged, pipeline => pipeline.RunAsync(PipeReader.Create(new(Encoding.UTF8.GetBytes(text)))));
            Assert.Equal((capture, CaptureEnd.Complete, InputFormat.Zeek), (capture, result.End, result.Format));
            var packets = new List<Dictionary<string, string>>();
            await RunAsync(packets, async pipeline => (await pipeline.RunAsync(new CaptureInputs { Paths = [Shared.Capture(capture)] }))[0]);
            var byEnds = packets.ToLookup(KeyOf);
            rows += logged.Count;
            foreach (var row in logged)
            {
                var same = byEnds[KeyOf(row)].ToList();
                if (same.Count == 0)
                {
                    Count(differences, $"no record of packets: {capture} {KeyOf(row)}");
                    continue;
                }

                met++;
                var nearest = same.MinBy(packet => row.Count(fact => packet.GetValueOrDefault(fact.Key) != fact.Value))!;
                foreach (var (fact, value) in row.Where(fact => fact.Key[0] != '@'))
                {
                    facts++;
                    if (nearest.TryGetValue(fact, out string? packet) && packet == value) continue;
                    Count(differences, $"{fact}: {capture}: log {value}, packets {packet ?? "nothing"}");
                }
            }
        }

        output.WriteLine($"{log}: {met} of {rows} records met, {facts} facts, {differences.Values.Sum()} differ");
        foreach (var (difference, count) in differences) output.WriteLine($"{count} {difference}");
        var (_, expected, differing) = Logs.Single(entry => entry.Log == log);
        Assert.Equal(expected, met);
        Assert.All(differing, known => Assert.Contains(differences.Keys, difference => difference.StartsWith(known, StringComparison.Ordinal)));
        string[] unknown = [.. differences.Keys.Where(difference => !differing.Any(known => difference.StartsWith(known, StringComparison.Ordinal)))];
        Assert.Equal([], unknown);
    }

    private static void Count(SortedDictionary<string, int> differences, string difference) =>
        differences[difference] = differences.GetValueOrDefault(difference) + 1;

    // The baselines have their times masked: any will do, in the order of the rows.
    private static string WithTimes(string path)
    {
        var text = new StringBuilder();
        int row = 0;
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("###", StringComparison.Ordinal)) continue;
            text.Append(line.Length > 0 && line[0] != '#'
                ? line.Replace("XXXXXXXXXX.XXXXXX", string.Create(CultureInfo.InvariantCulture, $"{1_772_323_200 + row++}.000000"), StringComparison.Ordinal)
                : line).Append('\n');
        }

        return text.ToString();
    }

    private static string KeyOf(Dictionary<string, string> row) => row["@"];

    private static async Task<CaptureResult> RunAsync(List<Dictionary<string, string>> rows, Func<RecordPipeline<Sink>, Task<CaptureResult>> read)
    {
        var pipeline = new RecordPipeline<Sink>(new(rows));
        var result = await read(pipeline);
        pipeline.Complete();
        return result;
    }

    private readonly struct Sink(List<Dictionary<string, string>> rows) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (!record.Protocol.HasFacts() || !(record.Kind.IsPdu() || record.Kind == RecordKind.Session)) return;
            var row = FactText.Of(body.Payload);
            ref readonly var flow = ref body.Flow;
            row["@"] = string.Create(CultureInfo.InvariantCulture,
                $"{record.Protocol.Name()} {record.Kind.Name()} {flow.Originator}:{flow.OriginatorPort} {flow.Responder}:{flow.ResponderPort}");
            rows.Add(row);
        }
    }
}
