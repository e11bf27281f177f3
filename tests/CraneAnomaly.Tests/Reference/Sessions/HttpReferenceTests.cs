using CraneAnomaly.Records;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Sessions;

/// <summary>Messages of HTTP against Zeek's http.log: each row is a request and its response.</summary>
public class HttpReferenceTests
{
    private static readonly string[] Asked = ["method", "host", "uri", "user_agent", "referrer"];
    private static readonly string[] Answered = ["status_code", "status_msg"];

    [Fact]
    public async Task Messages_AreThoseOfZeek_ButForThoseListed()
    {
        var differences = new List<string>();
        int equal = 0;
        foreach (string capture in ReferenceTables.Manifest().Select(row => row.Capture))
        {
            string folder = Shared.Capture(capture) + ".baseline";
            if (!Directory.Exists(folder)) continue;
            foreach (string log in Directory.GetFiles(folder, "http.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var ours = (await SessionRows.AllAsync(capture, OtProtocol.Http)).Sessions.ToLookup(SessionRows.Ends);
                foreach (var connection in ConnLog.Read(log).Rows.Where(row => row.ContainsKey("id.orig_p")).GroupBy(SessionRows.Ends))
                {
                    Compare("request", Asked);
                    Compare("response", Answered);

                    void Compare(string kind, string[] fields)
                    {
                        var own = ours[connection.Key].Where(row => row["kind"] == kind && row.GetValueOrDefault("status_code", "") is not "100").ToList();
                        var zeek = connection.Where(row => row[fields[0]] is not ("-" or "0")).ToList();
                        for (int i = 0; i < Math.Max(own.Count, zeek.Count); i++)
                        {
                            string? mine = i < own.Count ? Text(own[i], fields) : null, theirs = i < zeek.Count ? Text(zeek[i], fields) : null;
                            if (mine == theirs) equal++;
                            else differences.Add($"{capture}\t{connection.Key}\t{theirs ?? "no message"}\t{mine ?? "no message"}");
                        }
                    }
                }
            }
        }

        ExceptionList.Load("Sessions/http-exceptions.tsv", 4).AssertEqual(differences);
        Assert.True(equal >= 10, $"{equal} equal");
    }

    private static string Text(Dictionary<string, string> row, string[] fields) =>
        string.Join(' ', fields.Select(field => row.GetValueOrDefault(field, "-") is var text && text is "" or "<empty>" or "(empty)" ? "-" : text));
}
