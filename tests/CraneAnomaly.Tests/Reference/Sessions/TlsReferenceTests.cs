using System.Globalization;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference.Sessions;

/// <summary>Sessions of TLS against Zeek's ssl.log and x509.log, of every capture that has one.</summary>
public class TlsReferenceTests
{
    private static readonly string[] Fields =
    [
        "version", "cipher", "curve", "server_name", "resumed", "last_alert", "next_protocol", "established",
        "cert_chain_fps", "client_cert_chain_fps", "subject", "issuer",
    ];

    private static readonly string[] CertificateFields = ["subject", "issuer", "serial", "not_valid_before", "not_valid_after"];

    [Fact]
    public async Task Sessions_AreThoseOfZeek_ButForThoseListed()
    {
        var differences = new List<string>();
        int equal = 0;
        foreach (string capture in Captures("ssl*.log"))
        {
            var zeek = Rows(capture, "ssl*.log");
            var (sessions, flows) = await SessionRows.AllAsync(capture, OtProtocol.Tls);
            var ours = sessions.ToDictionary(SessionRows.Ends);

            // Some baselines are of several captures.
            foreach (var row in zeek.Where(row => flows.Contains(SessionRows.Ends(row))).DistinctBy(SessionRows.Ends))
            {
                if (!ours.TryGetValue(SessionRows.Ends(row), out var own))
                {
                    differences.Add($"{capture}\t{SessionRows.Ends(row)}\t{row["version"]}\tno row");
                    continue;
                }

                string[] wrong = [.. Fields.Where(row.ContainsKey).Where(field => Zeek(row[field]) != own.GetValueOrDefault(field, "-"))];
                if (wrong.Length == 0) equal++;
                differences.AddRange(wrong.Select(field => $"{capture}\t{SessionRows.Ends(row)}\t{field}={Zeek(row[field])}\t{own.GetValueOrDefault(field, "-")}"));
            }
        }

        ExceptionList.Load("Sessions/tls-exceptions.tsv", 4).AssertEqual(differences);
        Assert.True(equal >= 36, $"{equal} equal");
    }

    [Fact]
    public async Task Certificates_AreThoseOfZeek()
    {
        int equal = 0;
        foreach (string capture in Captures("x509*.log"))
        {
            var zeek = Rows(capture, "x509*.log").Where(row => row.ContainsKey("fingerprint")).ToLookup(row => row["fingerprint"]);
            foreach (var own in await SessionRows.OursAsync(capture, OtProtocol.Tls))
            {
                foreach (var row in zeek[own.GetValueOrDefault("cert_chain_fps", "").Split(',')[0]])
                {
                    Assert.Equal(
                        CertificateFields.Select(field => Zeek(Certificate(row, field))), CertificateFields.Select(field => own.GetValueOrDefault(field, "-")));
                    Assert.Equal(Zeek(row.GetValueOrDefault("san.dns", "-")), own.GetValueOrDefault("san_dns", "-"));
                    equal++;
                }
            }
        }

        Assert.True(equal >= 27, $"{equal} equal");
    }

    // Suricata's own assertion, for the capture that has one.
    [Fact]
    public async Task Ja4_IsThatOfSuricata()
    {
        const string Capture = "tls/suricata-verify/ja4-tls__input.pcap";
        Shared.Require("captures", Capture);
        Assert.Contains(await SessionRows.OursAsync(Capture, OtProtocol.Tls), row => row["ja4"] == "t12i1810s1_27d4652c4487_06a4338d0495");
    }

    // Zeek's times are seconds since 1970 with six digits.
    private static string Certificate(Dictionary<string, string> row, string field) => field switch
    {
        "not_valid_before" or "not_valid_after" => DateTimeOffset.FromUnixTimeSeconds(
            (long)double.Parse(row["certificate." + field], CultureInfo.InvariantCulture)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        _ => row["certificate." + field],
    };

    // Zeek doubles a backslash, writes a comma inside of a list as a number, and that a list is empty.
    private static string Zeek(string text) => text == "(empty)" ? "-"
        : text.Replace(@"\\", @"\", StringComparison.Ordinal).Replace(@"\x2c", ",", StringComparison.Ordinal);

    private static IEnumerable<string> Captures(string logs) => ReferenceTables.Manifest().Select(row => row.Capture)
        .Where(capture => capture.StartsWith("tls/", StringComparison.Ordinal) && Logs(capture, logs).Length > 0);

    private static string[] Logs(string capture, string logs)
    {
        string folder = Shared.Require("captures", "README.md")[..^"README.md".Length] + capture + ".baseline";
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, logs, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    // Baselines that were cut to some columns have no end points, and name none.
    private static List<Dictionary<string, string>> Rows(string capture, string logs) =>
        [.. Logs(capture, logs).SelectMany(log => ConnLog.Read(log).Rows).Where(row => row.ContainsKey("fingerprint") || (row.ContainsKey("id.orig_p") && row.ContainsKey("id.resp_p")))];
}
