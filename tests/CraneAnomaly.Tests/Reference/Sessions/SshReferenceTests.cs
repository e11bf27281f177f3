using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference.Sessions;

public class SshReferenceTests
{
    // Zeek's baselines hold the first 32 characters of the 43 that SHA-256 has in base64.
    private const int FingerprintInBaselines = 7 + 32;

    // The direction depends on which networks are local, and is no fact of a session.
    private static readonly string[] Fields =
    [
        "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "version", "auth_success", "auth_attempts", "client", "server",
        "cipher_alg", "mac_alg", "compression_alg", "kex_alg", "host_key_alg", "host_key_fingerprint",
    ];

    [Theory]
    [InlineData("ssh/zeek/ssh__ssh.pcap", "scripts.base.protocols.ssh.basic")]
    [InlineData("ssh/zeek/ssh__ssh.client-side-half-duplex.pcap", "scripts.base.protocols.ssh.half-duplex-client")]
    [InlineData("ssh/zeek/ssh__ssh.server-side-half-duplex.pcap", "scripts.base.protocols.ssh.half-duplex-server")]
    [InlineData("ssh/zeek/ssh__server-pre-banner-data.pcap", "scripts.base.protocols.ssh.pre-banner")]
    [InlineData("ssh/zeek/ssh__ssh_kex_curve25519.pcap", "scripts.base.protocols.ssh.curve25519_kex")]
    [InlineData("ssh/zeek/ssh__ssh_kex_mlkem.pcap", "scripts.base.protocols.ssh.mlkem_kex")]
    [InlineData("ssh/zeek/ssh__ssh_version_199.pcap", "scripts.base.protocols.ssh.ssh_version_199")]
    public async Task Sessions_AreThoseOfZeek(string capture, string test)
    {
        var zeek = SessionRows.OfZeek(capture, test, "ssh");
        var ours = await SessionRows.OursAsync(capture, OtProtocol.Ssh);

        Assert.NotEmpty(zeek);
        Assert.Equal(zeek.Select(Zeek).Order(), ours.Select(Ours).Order());
    }

    private static string Zeek(Dictionary<string, string> row) => string.Join('|', Fields.Select(field => row[field]));

    private static string Ours(Dictionary<string, string> row) => string.Join('|', Fields.Select(field => field switch
    {
        "cipher_alg" => row.GetValueOrDefault("cipher", "-"),
        "auth_attempts" => row.GetValueOrDefault(field, "0"),
        "host_key_fingerprint" when row.TryGetValue(field, out string? key) => key[..FingerprintInBaselines],
        _ => row.GetValueOrDefault(field, "-"),
    }));
}
