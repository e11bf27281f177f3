using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>Reads a protocol in which each message says something of its own: one record a message.</summary>
internal abstract class ExchangeReader<TSink> : ProtocolReader<TSink> where TSink : struct, IRecordSink
{
    /// <summary>What the message that is being read says.</summary>
    protected FactWriter Facts { get; } = new();

    /// <summary>Most bytes that a message may need; 0 for datagrams, which are whole.</summary>
    protected virtual int MostHeldBytes => 0;

    /// <inheritdoc/>
    public sealed override int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref TSink sink)
    {
        int at = 0;
        while (at < stream.Length)
        {
            Facts.Clear();
            var record = context.NewRecord(Protocol, RecordKind.Event);
            var status = ReadMessage(stream[at..], context, ref record, out int consumed);
            if (status == OperationStatus.NeedMoreData && stream.Length - at <= MostHeldBytes) return at;

            // What is no message is passed over to its end; the next piece may begin with one.
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall)) return stream.Length;
            if (status == OperationStatus.Done)
            {
                // What the capture has cut is not wrong.
                if (context.CutBytes > 0) record.Violation = Violation.None;
                Pdus++;
                record.PayloadLength = (ushort)Facts.Payload.Length;
                sink.OnRecord(in record, new RecordBody(in context.Identity, default, Facts.Payload));
            }

            at += consumed;
        }

        return stream.Length;
    }

    /// <inheritdoc/>
    public override void OnGap(long bytes, in StreamContext context, ref TSink sink)
    {
    }

    /// <inheritdoc/>
    public sealed override void OnEnd(in StreamContext context, ref TSink sink)
    {
    }

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        Facts.Clear();
        Forget();
        Pdus = 0;
    }

    /// <summary>
    /// Reads the message at the start of <paramref name="bytes"/>, which are not empty, and fills the record.
    /// <see cref="OperationStatus.DestinationTooSmall"/> stands for a message that says nothing and makes no record.
    /// </summary>
    protected abstract OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed);

    /// <summary>Forgets everything, for another flow.</summary>
    protected abstract void Forget();
}
