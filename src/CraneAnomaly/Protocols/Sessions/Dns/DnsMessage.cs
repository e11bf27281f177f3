using System.Buffers.Binary;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>A message: header, questions, and three lists of records (RFC 1035, 4).</summary>
internal readonly ref struct DnsMessage(ReadOnlySpan<byte> bytes)
{
    public const int HeaderBytes = 12;

    // Each question needs five bytes and each record eleven; a message that says more lies.
    private const int QuestionBytes = 5;
    private const int RecordBytes = 11;
    private const ushort Options = 41;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public ushort Id => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    public bool IsResponse => (_bytes[2] & 0x80) != 0;

    public byte Operation => (byte)(_bytes[2] >> 3 & 15);

    private int Count(int section) => BinaryPrimitives.ReadUInt16BigEndian(_bytes[(4 + (2 * section))..]);

    /// <summary>Whether the counts of the header can be true.</summary>
    public bool IsPlausible => _bytes.Length >= HeaderBytes && Operation <= 6
        && HeaderBytes + (Count(0) * QuestionBytes) + ((Count(1) + Count(2) + Count(3)) * RecordBytes) <= _bytes.Length + RecordBytes;

    /// <summary>Whether all of it can be read, there is a question or an answer, and its type and class are known ones.</summary>
    public bool IsCertain
    {
        get
        {
            if (!IsPlausible || Count(0) + Count(1) == 0 || Count(0) > 1) return false;
            int at = HeaderBytes;
            Span<byte> name = stackalloc byte[DnsName.MostBytes];
            if (Count(0) == 1)
            {
                if (!TryReadQuestion(ref at, name, out int length, out ushort type, out ushort number)) return false;
                if (DnsNames.Type(type) is null || (number & 0x7FFF) is not (1 or 3 or 255) || length == 0) return false;
                if (name[..length].ContainsAnyExceptInRange((byte)'!', (byte)'~')) return false;
            }

            for (int section = 1; section < 4; section++)
            {
                for (int i = 0; i < Count(section); i++)
                {
                    if (!TryReadRecord(ref at, name, out _, out _, out _)) return false;
                }
            }

            return at == _bytes.Length;
        }
    }

    /// <summary>Adds what it says; a violation for what is wrong with it.</summary>
    public Violation Tell(bool isNetBios, FactWriter facts)
    {
        facts.Add(Fact.TransactionId, (long)Id);
        Span<byte> name = stackalloc byte[DnsName.MostBytes];
        int at = HeaderBytes;
        for (int i = 0; i < Count(0); i++)
        {
            if (!TryReadQuestion(ref at, name, out int length, out ushort type, out ushort number)) return Conclude(Violation.TruncatedPdu, 0, facts);
            if (i == 0) TellQuestion(name[..length], type, number, isNetBios, facts);
        }

        facts.Add(Fact.Authoritative, (_bytes[2] & 4) != 0);
        facts.Add(Fact.Truncated, (_bytes[2] & 2) != 0);
        facts.Add(Fact.RecursionDesired, (_bytes[2] & 1) != 0);
        facts.Add(Fact.RecursionAvailable, (_bytes[3] & 0x80) != 0);
        return TellRecords(at, facts);
    }

    private static void TellQuestion(scoped ReadOnlySpan<byte> name, ushort type, ushort number, bool isNetBios, FactWriter facts)
    {
        Span<byte> decoded = stackalloc byte[DnsName.MostBytes];
        if (isNetBios && DnsName.TryDecodeNetBios(name, decoded, out int length)) name = decoded[..length];
        facts.Add(Fact.Query, name);
        DnsNames.TellType(type, facts);

        // RFC 6762, 5.4: the highest bit asks for an answer to one alone.
        DnsNames.TellClass((ushort)(number & 0x7FFF), facts);
        DnsShape.Tell(name, facts);
        RemoteAccess.Known.TellName(name, facts);
    }

    private Violation TellRecords(int at, FactWriter facts)
    {
        var violation = Violation.None;
        bool named = false;
        int extended = 0;
        long bytes = 0;
        Span<byte> name = stackalloc byte[DnsName.MostBytes];
        var answers = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        var times = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        for (int section = 1; section < 4 && violation == Violation.None; section++)
        {
            for (int i = 0; i < Count(section) && violation == Violation.None; i++)
            {
                int owner = at;
                if (!TryReadRecord(ref at, name, out ushort type, out uint time, out int length))
                {
                    violation = Violation.TruncatedPdu;
                    break;
                }

                // RFC 6891, 6.1.3: the time of this record holds the upper part of the result.
                if (type == Options) extended = (int)(time >> 24);
                if (IsResponse) bytes += length;
                if (Count(0) == 0 && IsResponse && !named) named = TellOwner(owner, type, at - length, length, facts);
                if (section != 1) continue;
                violation = AddAnswer(type, at - length, length, time, ref answers, ref times);
            }
        }

        if (violation == Violation.None && at < _bytes.Length) violation = Violation.TrailingBytes;
        facts.Add(Fact.Answers, answers.Written);
        facts.Add(Fact.TimesToLive, times.Written);
        if (IsResponse) facts.Add(Fact.AnswerBytes, bytes);
        return Conclude(violation, extended, facts);
    }

    // Who has an address: what stands in answers to no question, as hosts of a network tell each other.
    private bool TellOwner(int owner, ushort type, int at, int length, FactWriter facts)
    {
        if (type is not (1 or 28)) return false;
        Span<byte> name = stackalloc byte[DnsName.MostBytes];
        var address = new TextRoom(stackalloc byte[IpAddress.MaxTextLength]);
        if (!DnsName.TryRead(_bytes, ref owner, name, out int nameLength) || !DnsAnswer.TryWrite(_bytes, type, at, length, ref address)) return false;
        facts.Add(Fact.AnswerName, name[..nameLength]);
        facts.Add(Fact.AnswerAddress, address.Written);
        return true;
    }

    private Violation Conclude(Violation violation, int extended, FactWriter facts)
    {
        if (IsResponse) DnsNames.TellResult(extended << 4 | (_bytes[3] & 15), facts);

        // A message that says it was cut may end anywhere.
        return violation == Violation.TruncatedPdu && (_bytes[2] & 2) != 0 ? Violation.None : violation;
    }

    private Violation AddAnswer(ushort type, int at, int length, uint time, ref TextRoom answers, ref TextRoom times)
    {
        Span<byte> room = stackalloc byte[FactWriter.MostBytes];
        var one = new TextRoom(room);
        if (!DnsAnswer.TryWrite(_bytes, type, at, length, ref one)) return Violation.InvalidValue;
        if (answers.Length + 1 + one.Length > FactWriter.MostBytes) return Violation.None;
        answers.Separate();
        answers.Add(one.Written);
        times.Separate();
        times.AddNumber(time);
        return Violation.None;
    }

    private bool TryReadQuestion(ref int at, Span<byte> name, out int length, out ushort type, out ushort number)
    {
        (type, number) = (0, 0);
        if (!DnsName.TryRead(_bytes, ref at, name, out length) || at + 4 > _bytes.Length) return false;
        type = BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..]);
        number = BinaryPrimitives.ReadUInt16BigEndian(_bytes[(at + 2)..]);
        at += 4;
        return true;
    }

    private bool TryReadRecord(ref int at, Span<byte> name, out ushort type, out uint time, out int length)
    {
        (type, time, length) = (0, 0, 0);
        if (!DnsName.TryRead(_bytes, ref at, name, out _) || at + 10 > _bytes.Length) return false;
        type = BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..]);
        time = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(at + 4)..]);
        length = BinaryPrimitives.ReadUInt16BigEndian(_bytes[(at + 8)..]);
        if (length > _bytes.Length - at - 10) return false;
        at += 10 + length;
        return true;
    }
}
