using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Rtsp;

/// <summary>Reads RTSP.</summary>
internal sealed class RtspReader<TSink>(int[] methods) : TextReader<TSink>(methods) where TSink : struct, IRecordSink
{
    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Rtsp;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Version => "RTSP/"u8;

    // RFC 2326, 10.12: media between messages, behind a dollar sign, the channel and the length.
    /// <inheritdoc/>
    protected override OperationStatus Between(ReadOnlySpan<byte> bytes, ref TextBody body, out int consumed)
    {
        const int HeaderBytes = 4;
        consumed = 0;
        if (bytes[0] != (byte)'$') return OperationStatus.Done;
        if (bytes.Length < HeaderBytes) return OperationStatus.NeedMoreData;
        consumed = HeaderBytes;
        body.OpenLength(BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return OperationStatus.Done;
    }
}
