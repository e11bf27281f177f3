using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference.Sessions;

public class RfbReferenceTests
{
    [Theory]
    [InlineData("rfb/zeek/rfb__vncmac.pcap", "scripts.base.protocols.rfb.rfb-apple-remote-desktop")]
    [InlineData("rfb/zeek/rfb__vnc-scanner.pcap", "scripts.base.protocols.rfb.vnc-scanner")]
    public async Task Sessions_AreThoseOfZeek(string capture, string test)
    {
        var zeek = SessionRows.OfZeek(capture, test, "rfb");
        var ours = await SessionRows.OursAsync(capture, OtProtocol.Rfb);

        Assert.NotEmpty(zeek);
        Assert.Equal(zeek.Select(Zeek).Order(), ours.Select(Ours).Order());
    }

    private static string Zeek(Dictionary<string, string> row) => string.Join('|',
        row["id.orig_h"], row["id.orig_p"], row["id.resp_h"], row["id.resp_p"],
        Version(row["client_major_version"], row["client_minor_version"]), Version(row["server_major_version"], row["server_minor_version"]),
        row["authentication_method"], row["auth"], row["share_flag"], row["desktop_name"], row["width"], row["height"]);

    private static string Ours(Dictionary<string, string> row) => string.Join('|',
        row["id.orig_h"], row["id.orig_p"], row["id.resp_h"], row["id.resp_p"],
        Get(row, "client_version"), Get(row, "server_version"),
        Get(row, "authentication_method"), Get(row, "auth_success"), Get(row, "share_flag"), Escaped(Get(row, "desktop_name")), Get(row, "width"), Get(row, "height"));

    private static string Version(string major, string minor) => major == "-" ? "-" : $"{major}.{minor}";

    private static string Get(Dictionary<string, string> row, string name) => row.GetValueOrDefault(name, "-");

    // As Zeek writes bytes that are no text.
    private static string Escaped(string text) =>
        string.Concat(text.Select(c => c is < ' ' or > '~' ? $"\\x{(int)c:x2}" : c.ToString()));
}
