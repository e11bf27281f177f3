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
    ];

    /// <summary>Number of facts, <see cref="Fact.None"/> among them.</summary>
    public static int Count => Entries.Length;

    /// <summary>The name in records, such as <c>client_name</c>; <c>none</c> for a number that is no fact.</summary>
    public static string Name(this Fact fact) => (int)fact < Entries.Length ? Entries[(int)fact].Name : Entries[0].Name;

    /// <summary>How its value stands in a payload.</summary>
    public static FactType Type(this Fact fact) => (int)fact < Entries.Length ? Entries[(int)fact].Type : FactType.Text;
}
