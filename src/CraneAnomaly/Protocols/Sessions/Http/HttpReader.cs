using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Http;

/// <summary>Reads HTTP/1.</summary>
internal sealed class HttpReader<TSink>(int[] methods) : TextReader<TSink>(methods) where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Http;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Version => "HTTP/1."u8;
}
