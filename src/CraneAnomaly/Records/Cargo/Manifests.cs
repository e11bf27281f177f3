namespace CraneAnomaly.Records.Cargo;

/// <summary>A message about cargo (UN/EDIFACT directories, message types).</summary>
public enum ManifestKind : byte
{
    /// <summary>None was seen.</summary>
    None = 0,

    /// <summary>Bayplan: every container of a vessel and where it stands.</summary>
    Baplie,

    /// <summary>Containers discharged and loaded.</summary>
    Coarri,

    /// <summary>Containers in and out of the gate.</summary>
    Codeco,

    /// <summary>Orders to discharge and load.</summary>
    Coprar,

    /// <summary>Stowage instructions.</summary>
    Movins,

    /// <summary>Instructions of transport.</summary>
    Iftmin,
}

/// <summary>Recognises messages about cargo.</summary>
public static class Manifests
{
    private static readonly byte[][] s_names = [[], .. new[] { "BAPLIE", "COARRI", "CODECO", "COPRAR", "MOVINS", "IFTMIN" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>The name of a kind, such as <c>BAPLIE</c>; empty for none.</summary>
    public static string Name(this ManifestKind kind) => System.Text.Encoding.ASCII.GetString(s_names[(int)kind]);

    /// <summary>The same as bytes, kept.</summary>
    public static ReadOnlySpan<byte> Text(this ManifestKind kind) => s_names[(int)kind];

    /// <summary>The first message that a text begins (ISO 9735: segment UNH, whose second element names the type).</summary>
    public static ManifestKind Find(ReadOnlySpan<byte> text)
    {
        for (int at; (at = text.IndexOf("UNH+"u8)) >= 0; text = text[(at + 4)..])
        {
            var rest = text[(at + 4)..];
            int plus = rest.IndexOf((byte)'+');

            // The reference before it has at most 14 characters (ISO 9735, data element 0062).
            if (plus is < 0 or > 14) continue;
            for (int kind = 1; kind < s_names.Length; kind++)
                if (rest[(plus + 1)..].StartsWith(s_names[kind])) return (ManifestKind)kind;
        }

        return ManifestKind.None;
    }
}
