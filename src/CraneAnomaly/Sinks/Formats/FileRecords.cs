using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>How the groups of a file access are laid out (Modbus Application Protocol V1.1b3, 6.14 and 6.15).</summary>
internal enum FileRecordLayout : byte
{
    /// <summary>Reference type, file, record, length: 7 bytes.</summary>
    ReadRequest,

    /// <summary>Length of what follows, reference type, registers.</summary>
    ReadResponse,

    /// <summary>Reference type, file, record, length, registers.</summary>
    Write,
}

/// <summary>Walks over the groups of a file access, and stops at the first that is not whole.</summary>
internal ref struct FileRecords(FileRecordLayout layout, ReadOnlySpan<byte> payload)
{
    private const int HeaderBytes = 7;
    private const int ReadFileRecord = 20;

    /// <summary>Reference type; the standard has 6 alone.</summary>
    public int ReferenceType { get; private set; }

    /// <summary>File number; not in <see cref="FileRecordLayout.ReadResponse"/>.</summary>
    public int File { get; private set; }

    /// <summary>Record number; not in <see cref="FileRecordLayout.ReadResponse"/>.</summary>
    public int Record { get; private set; }

    /// <summary>Registers, or in <see cref="FileRecordLayout.ReadResponse"/> bytes with the reference type.</summary>
    public int Length { get; private set; }

    /// <summary>The registers, big-endian.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>What has not been read; after the last <see cref="Next"/>: what could not be.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = payload;

    /// <summary>The layout of a record's groups.</summary>
    public static FileRecordLayout LayoutOf(in OtRecord record) =>
        (record.FunctionCode & 0x7F) != ReadFileRecord ? FileRecordLayout.Write
        : record.Kind == RecordKind.Request ? FileRecordLayout.ReadRequest
        : FileRecordLayout.ReadResponse;

    /// <summary>How many whole groups there are.</summary>
    public static int Count(FileRecordLayout layout, ReadOnlySpan<byte> payload)
    {
        var records = new FileRecords(layout, payload);
        int count = 0;
        while (records.Next()) count++;
        return count;
    }

    /// <summary>Reads the next group.</summary>
    public bool Next()
    {
        if (layout == FileRecordLayout.ReadResponse)
        {
            // The length counts the reference type: at least 1.
            if (Rest.Length < 2 || Rest[0] == 0 || Rest[0] > Rest.Length - 1) return false;
            Length = Rest[0];
            ReferenceType = Rest[1];
            Data = Rest[2..(1 + Length)];
            Rest = Rest[(1 + Length)..];
            return true;
        }

        if (Rest.Length < HeaderBytes) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(Rest[5..]);
        int data = layout == FileRecordLayout.Write ? length * 2 : 0;
        if (data > Rest.Length - HeaderBytes) return false;
        ReferenceType = Rest[0];
        File = BinaryPrimitives.ReadUInt16BigEndian(Rest[1..]);
        Record = BinaryPrimitives.ReadUInt16BigEndian(Rest[3..]);
        Length = length;
        Data = Rest.Slice(HeaderBytes, data);
        Rest = Rest[(HeaderBytes + data)..];
        return true;
    }
}
