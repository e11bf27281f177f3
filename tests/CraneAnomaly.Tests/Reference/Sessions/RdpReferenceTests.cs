using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference.Sessions;

public class RdpReferenceTests
{
    private static readonly string[] Fields =
    [
        "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "cookie", "result", "security_protocol", "client_channels",
        "keyboard_layout", "client_build", "client_name", "client_dig_product_id", "desktop_width", "desktop_height",
        "requested_color_depth", "cert_type", "cert_count", "cert_permanent", "encryption_level", "encryption_method",
    ];

    [Theory]
    [InlineData("rdp/zeek/rdp__rdp-no-cookie-mstshash.pcap", "scripts.base.protocols.rdp.rdp-no-cookie-msthash")]
    [InlineData("rdp/zeek/rdp__rdp-proprietary-encryption.pcap", "scripts.base.protocols.rdp.rdp-proprietary-encryption")]
    [InlineData("rdp/zeek/rdp__rdp-to-ssl.pcap", "scripts.base.protocols.rdp.rdp-to-ssl")]
    [InlineData("rdp/zeek/rdp__rdp-unknown-keyboard.pcap", "scripts.base.protocols.rdp.rdp-unknown-keyboard")]
    [InlineData("rdp/zeek/rdp__rdp-x509.pcap", "scripts.base.protocols.rdp.rdp-x509")]
    public async Task Sessions_AreThoseOfZeek(string capture, string test)
    {
        var zeek = SessionRows.OfZeek(capture, test, "rdp");
        var ours = await SessionRows.OursAsync(capture, OtProtocol.Rdp);

        Assert.NotEmpty(zeek);
        Assert.Equal(zeek.Select(Zeek).Order(), ours.Select(Ours).Order());
    }

    // A fact that has no bytes is left out, where Zeek writes that it is empty; and Zeek doubles a backslash.
    private static string Zeek(Dictionary<string, string> row) => string.Join('|', Fields.Select(field => row[field] switch
    {
        "(empty)" => "-",
        string text => text.Replace(@"\\", @"\", StringComparison.Ordinal),
    }));

    // Zeek writes the number of certificates even where it saw no message that could have one.
    private static string Ours(Dictionary<string, string> row) => string.Join('|', Fields.Select(field =>
        row.GetValueOrDefault(field, field == "cert_count" ? "0" : "-")));
}
