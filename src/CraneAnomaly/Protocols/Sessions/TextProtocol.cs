using CraneAnomaly.Capture;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>How a stream of HTTP or RTSP begins.</summary>
internal static class TextProtocol
{
    /// <summary>Names of the methods, in records; the last for all others (RFC 9110, 9.3; RFC 4918; RFC 2326, 10).</summary>
    public static readonly string[] Methods =
    [
        "get", "post", "put", "head", "delete", "options", "connect", "patch", "trace", "propfind", "describe", "setup", "play", "pause",
        "teardown", "announce", "record", "get_parameter", "set_parameter", "redirect", "other",
    ];

    private const int MostMethod = 16;
    private const int MostLine = 500;

    /// <summary>Where a method stands in <see cref="Methods"/>.</summary>
    public static int IndexOf(ReadOnlySpan<byte> method)
    {
        for (int i = 0; i < Methods.Length - 1; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(method, Methods[i])) return i;
        }

        return Methods.Length - 1;
    }

    /// <summary>Whether a stream begins with a request or a response of a version.</summary>
    public static ProbeResult Recognise(ReadOnlySpan<byte> source, ReadOnlySpan<byte> version)
    {
        int known = Math.Min(source.Length, version.Length);
        if (source[..known].SequenceEqual(version[..known])) return known == version.Length ? ProbeResult.Server : ProbeResult.Unsure;
        int space = source[..Math.Min(source.Length, MostMethod)].IndexOf((byte)' ');
        var method = space < 0 ? source[..Math.Min(source.Length, MostMethod)] : source[..space];
        if (method.IsEmpty || method.ContainsAnyExceptInRange((byte)'A', (byte)'_')) return ProbeResult.No;
        if (space < 0) return source.Length < MostMethod ? ProbeResult.Unsure : ProbeResult.No;
        if (IndexOf(method) == Methods.Length - 1) return ProbeResult.No;
        int end = source.IndexOf((byte)'\n');
        if (end < 0) return source.Length < MostLine ? ProbeResult.Unsure : LongLine(source[(space + 1)..], version);
        var line = source[..end].TrimEnd((byte)'\r');
        int last = line.LastIndexOf((byte)' ');
        return last > space && line[(last + 1)..].StartsWith(version) ? ProbeResult.Client : ProbeResult.No;
    }

    // A line longer than what is looked at: then the path has to show it.
    private static ProbeResult LongLine(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> version) =>
        (version[0] == (byte)'R' ? uri.StartsWith("rtsp://"u8) : uri[0] == (byte)'/' || uri.StartsWith("http://"u8))
            ? ProbeResult.Client : ProbeResult.No;
}
