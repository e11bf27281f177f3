using System.Buffers;
using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Checkpoints;

/// <summary>
/// What stands around an image: whose it is, and a hash by which damage is found. Layout, little-endian: magic (8 bytes),
/// number of the format (4), the parts that have to be equal, each with its length (4) and in UTF-8, the length of the image
/// (8), the image, and SHA-256 of all that (32).
/// </summary>
internal static class Checkpoint
{
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "CRANESTA"u8;

    /// <summary>The version of this assembly: another one may keep other state.</summary>
    public static string Release { get; } =
        typeof(Checkpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Writes an image and what it belongs to.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<Part> parts, ReadOnlySpan<byte> image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(Magic);
        PutNumber(Version);
        foreach (var part in parts)
        {
            byte[] text = Encoding.UTF8.GetBytes(part.Value);
            PutNumber(text.Length);
            Put(text);
        }

        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, image.Length);
        Put(length);
        Put(image);
        output.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            output.Write(bytes);
        }

        void PutNumber(int number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            Put(bytes);
        }
    }

    /// <summary>The image, if it is whole and belongs to all of this.</summary>
    /// <exception cref="InvalidDataException">It does not, or is damaged; says what and what to do.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<Part> parts)
    {
        var rest = bytes;
        if (!Take(ref rest, Magic.Length).SequenceEqual(Magic)) throw Refuse("it is no checkpoint of a pipeline");
        int version = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, sizeof(int)));
        if (version != Version) throw Refuse($"it has format {version}, and this release reads {Version}");
        if (bytes.Length < SHA256.HashSizeInBytes || !IsWhole(bytes)) throw Refuse("it is cut off or damaged");
        foreach (var part in parts)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, sizeof(int)));
            string found = Encoding.UTF8.GetString(Take(ref rest, length));
            if (found != part.Value) throw Refuse($"{part.Name} was '{found}' when it was saved, and is '{part.Value}' now");
        }

        long size = BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, sizeof(long)));
        if (size != rest.Length - SHA256.HashSizeInBytes) throw Refuse("its length is wrong");
        return rest[..(int)size];
    }

    /// <summary>The exception for a checkpoint that cannot be used.</summary>
    public static InvalidDataException Refuse(string why, Exception? inner = null) =>
        new($"the checkpoint cannot be used: {why}; start without it, as with a new pipeline", inner);

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^SHA256.HashSizeInBytes], hash);
        return hash.SequenceEqual(bytes[^SHA256.HashSizeInBytes..]);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if ((uint)count > (uint)rest.Length) throw Refuse("it is cut off");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    /// <summary>Something that has to be the same when a checkpoint is used.</summary>
    internal readonly record struct Part(string Name, string Value);
}
