namespace CraneAnomaly.Protocols.Sessions;

/// <summary>The first line of a request.</summary>
internal readonly ref struct TextRequestLine(ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> version)
{
    public ReadOnlySpan<byte> Method { get; } = method;

    public ReadOnlySpan<byte> Uri { get; } = uri;

    public ReadOnlySpan<byte> Version { get; } = version;
}
