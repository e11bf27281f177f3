using CraneAnomaly.Records;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Sessions;

/// <summary>Messages of DNS against Zeek's dns.log: one of its rows is a question and, where there is one, its answer.</summary>
public class DnsReferenceTests
{
    private static readonly string[] Fields = ["query", "qclass_name", "qtype_name", "rcode_name", "AA", "TC", "RD", "RA", "answers"];

    [Fact]
    public async Task Messages_AreThoseOfZeek_ButForThoseListed()
    {
        var differences = new List<string>();
        int equal = 0;
        foreach (string capture in ReferenceTables.Manifest().Select(row => row.Capture))
        {
            foreach (string log in Logs(capture))
            {
                var (ours, _) = await SessionRows.AllAsync(capture, OtProtocol.Dns);
                foreach (var row in ConnLog.Read(log).Rows.Where(row => row.ContainsKey("id.orig_p")))
                {
                    bool answered = row["rcode_name"] != "-";
                    var candidates = ours.Where(own => own["kind"] == (answered ? "response" : "request")
                        && own["trans_id"] == row["trans_id"] && (SessionRows.Ends(own) == SessionRows.Ends(row) || Reversed(own) == SessionRows.Ends(row))).ToList();
                    if (candidates.Count == 0)
                    {
                        differences.Add($"{capture}\t{row["trans_id"]}\t{row["query"]}\tno message");
                        continue;
                    }

                    var best = candidates.Select(own => Fields.Where(field => !IsSame(Zeek(row, field), Ours(row, own, field))).ToArray()).MinBy(wrong => wrong.Length)!;
                    if (best.Length == 0) equal++;
                    differences.AddRange(best.Select(field => $"{capture}\t{row["trans_id"]}\t{field}={Zeek(row, field)}\t{Ours(row, candidates[0], field)}"));
                }
            }
        }

        ExceptionList.Load("Sessions/dns-exceptions.tsv", 4).AssertEqual(differences);
        Assert.True(equal >= 15, $"{equal} equal");
    }

    private static IEnumerable<string> Logs(string capture)
    {
        string folder = Shared.Capture(capture) + ".baseline";
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "dns.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
    }

    private static string Reversed(Dictionary<string, string> own) => $"{own["id.resp_h"]}:{own["id.resp_p"]} {own["id.orig_h"]}:{own["id.orig_p"]}";

    private static string Zeek(Dictionary<string, string> row, string field) => row[field].Replace(@"\\", @"\", StringComparison.Ordinal);

    // A fact has 1,024 bytes at most.
    private static bool IsSame(string zeek, string ours) => zeek.Length > 1_024 ? ours != "-" && zeek.StartsWith(ours, StringComparison.Ordinal) : zeek == ours;

    // Zeek has no question where only the answer was seen, and flags of a question stand in the question's row.
    private static string Ours(Dictionary<string, string> row, Dictionary<string, string> own, string field) =>
        field is "qclass_name" or "qtype_name" && row[field] == "-" ? "-" : own.GetValueOrDefault(field, "-");
}
