namespace CraneAnomaly.Records.Facts;

/// <summary>Name and type of each <see cref="Fact"/>.</summary>
public static class FactNames
{
    private static readonly (string Name, FactType Type)[] Entries =
    [
        ("none", FactType.Text),
        ("version", FactType.Text),
        ("cookie", FactType.Text),
        ("result", FactType.Text),
        ("security_protocol", FactType.Text),
        ("client_channels", FactType.Text),
        ("keyboard_layout", FactType.Text),
        ("client_build", FactType.Text),
        ("client_name", FactType.Text),
        ("client_dig_product_id", FactType.Text),
        ("desktop_width", FactType.Number),
        ("desktop_height", FactType.Number),
        ("requested_color_depth", FactType.Text),
        ("cert_type", FactType.Text),
        ("cert_count", FactType.Number),
        ("cert_permanent", FactType.Flag),
        ("encryption_level", FactType.Text),
        ("encryption_method", FactType.Text),
        ("client", FactType.Text),
        ("server", FactType.Text),
        ("cipher", FactType.Text),
        ("mac_alg", FactType.Text),
        ("compression_alg", FactType.Text),
        ("kex_alg", FactType.Text),
        ("host_key_alg", FactType.Text),
        ("host_key_fingerprint", FactType.Text),
        ("hassh", FactType.Text),
        ("hassh_server", FactType.Text),
        ("auth_success", FactType.Flag),
        ("auth_attempts", FactType.Number),
        ("client_version", FactType.Text),
        ("server_version", FactType.Text),
        ("authentication_method", FactType.Text),
        ("share_flag", FactType.Flag),
        ("desktop_name", FactType.Text),
        ("width", FactType.Number),
        ("height", FactType.Number),
        ("curve", FactType.Text),
        ("server_name", FactType.Text),
        ("alpn", FactType.Text),
        ("next_protocol", FactType.Text),
        ("resumed", FactType.Flag),
        ("last_alert", FactType.Text),
        ("established", FactType.Flag),
        ("cert_chain_fps", FactType.Text),
        ("client_cert_chain_fps", FactType.Text),
        ("subject", FactType.Text),
        ("issuer", FactType.Text),
        ("serial", FactType.Text),
        ("not_valid_before", FactType.Text),
        ("not_valid_after", FactType.Text),
        ("san_dns", FactType.Text),
        ("ja3", FactType.Text),
        ("ja3s", FactType.Text),
        ("ja4", FactType.Text),
        ("service", FactType.Text),
        ("trans_id", FactType.Number),
        ("query", FactType.Text),
        ("qtype_name", FactType.Text),
        ("qclass_name", FactType.Text),
        ("rcode_name", FactType.Text),
        ("AA", FactType.Flag),
        ("TC", FactType.Flag),
        ("RD", FactType.Flag),
        ("RA", FactType.Flag),
        ("answers", FactType.Text),
        ("TTLs", FactType.Text),
        ("query_length", FactType.Number),
        ("longest_label", FactType.Number),
        ("labels", FactType.Number),
        ("query_entropy_milli", FactType.Number),
        ("answer_bytes", FactType.Number),
    ];

    /// <summary>Number of facts, <see cref="Fact.None"/> among them.</summary>
    public static int Count => Entries.Length;

    /// <summary>The name in records, such as <c>client_name</c>; <c>none</c> for a number that is no fact.</summary>
    public static string Name(this Fact fact) => (int)fact < Entries.Length ? Entries[(int)fact].Name : Entries[0].Name;

    /// <summary>How its value stands in a payload.</summary>
    public static FactType Type(this Fact fact) => (int)fact < Entries.Length ? Entries[(int)fact].Type : FactType.Text;
}
