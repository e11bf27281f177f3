using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Quic;

/// <summary>Reads the version of a connection, and whether it is answered. Names and certificates are encrypted from the first byte on.</summary>
internal sealed class QuicReader<TSink> : SessionReader<TSink> where TSink : struct, IRecordSink
{
    private bool _begun;
    private bool _fromResponder;
    private bool _answered;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Quic;

    /// <inheritdoc/>
    protected override int MostHeldBytes => 0;

    /// <inheritdoc/>
    protected override void Forget() => (_begun, _fromResponder, _answered) = (false, false, false);

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        consumed = bytes.Length;
        if (!_begun)
        {
            if (!QuicHeader.TryRead(bytes, out var header)) return OperationStatus.InvalidData;
            (_begun, _fromResponder) = (true, context.FromResponder);
            Facts.Add(Fact.Version, header.Name);
            return OperationStatus.Done;
        }

        if (context.FromResponder == _fromResponder) return OperationStatus.Done;
        _answered = true;
        Finish();
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override void Conclude() => Facts.Add(Fact.Answered, _answered);
}
