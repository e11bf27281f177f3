using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace CraneAnomaly.Tests.Layering;

/// <summary>
/// What a built assembly refers to, type by type: bases, members, signatures, locals and instructions. Exact where the
/// source text is not, as with a type of the root namespace, which needs no using.
/// </summary>
internal sealed class AssemblyScan : IDisposable
{
    private static readonly OpCode[] OneByte = new OpCode[256];
    private static readonly OpCode[] TwoBytes = new OpCode[256];

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly string _rootNamespace;

    static AssemblyScan()
    {
        foreach (var field in typeof(OpCodes).GetFields())
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xFF] = code;
        }
    }

    public AssemblyScan(string path, string rootNamespace)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _rootNamespace = rootNamespace;
    }

    /// <summary>Names of the assemblies it is bound to.</summary>
    public IReadOnlyList<string> Assemblies =>
        [.. _metadata.AssemblyReferences.Select(h => _metadata.GetString(_metadata.GetAssemblyReference(h).Name))];

    /// <summary>Native functions it imports.</summary>
    public IReadOnlyList<string> NativeImports =>
        [.. _metadata.MethodDefinitions.Select(_metadata.GetMethodDefinition)
            .Where(m => !m.GetImport().Module.IsNil).Select(m => _metadata.GetString(m.Name))];

    /// <summary>Whether it was compiled with unsafe code allowed.</summary>
    public bool AllowsUnsafe => _metadata.TypeReferences.Select(_metadata.GetTypeReference)
        .Any(t => _metadata.StringComparer.Equals(t.Name, "UnverifiableCodeAttribute"));

    /// <summary>Every pair of types of which one, under the root namespace, refers to the other.</summary>
    public IReadOnlyCollection<TypeReference> References()
    {
        var references = new HashSet<TypeReference>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var collector = new ReferenceCollector(_metadata);
            Collect(handle, collector);
            var from = Outermost(handle);
            if (FolderOf(_metadata.GetString(from.Namespace)) is not { } fromFolder) continue;
            string fromName = _metadata.GetString(from.Name);
            foreach (var to in collector.Definitions.Select(Outermost).Where(to => !to.Equals(from)))
            {
                string space = _metadata.GetString(to.Namespace);
                if (FolderOf(space) is { } folder)
                    references.Add(new(fromFolder, fromName, space, folder, _metadata.GetString(to.Name), IsEnum(to), false));
            }

            foreach (var (space, name) in collector.Foreign)
                references.Add(new(fromFolder, fromName, space, space, name, ToIsEnum: false, IsForeign: true));
        }

        return references;
    }

    public void Dispose() => _file.Dispose();

    private void Collect(TypeDefinitionHandle handle, ReferenceCollector collector)
    {
        var type = _metadata.GetTypeDefinition(handle);
        collector.Add(type.BaseType);
        foreach (var i in type.GetInterfaceImplementations())
            collector.Add(_metadata.GetInterfaceImplementation(i).Interface);
        foreach (var p in type.GetGenericParameters()) AddConstraints(p, collector);
        foreach (var f in type.GetFields()) _metadata.GetFieldDefinition(f).DecodeSignature(collector, null);
        foreach (var m in type.GetMethods()) Collect(_metadata.GetMethodDefinition(m), collector);
    }

    private void Collect(MethodDefinition method, ReferenceCollector collector)
    {
        method.DecodeSignature(collector, null);
        foreach (var p in method.GetGenericParameters()) AddConstraints(p, collector);
        if (method.RelativeVirtualAddress == 0) return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(collector, null);
        foreach (var region in body.ExceptionRegions) collector.Add(region.CatchType);
        Collect(body.GetILReader(), collector);
    }

    private static void Collect(BlobReader il, ReferenceCollector collector)
    {
        while (il.RemainingBytes > 0)
        {
            byte first = il.ReadByte();
            var code = first == 0xFE ? TwoBytes[il.ReadByte()] : OneByte[first];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    collector.Add(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    break;
                default:
                    il.Offset += OperandSize(code.OperandType);
                    break;
            }
        }
    }

    private static int OperandSize(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void AddConstraints(GenericParameterHandle handle, ReferenceCollector collector)
    {
        foreach (var constraint in _metadata.GetGenericParameter(handle).GetConstraints())
            collector.Add(_metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private TypeDefinition Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return type;
    }

    private bool IsEnum(TypeDefinition type) => type.BaseType.Kind == HandleKind.TypeReference
        && _metadata.StringComparer.Equals(_metadata.GetTypeReference((TypeReferenceHandle)type.BaseType).Name, "Enum");

    // Null for what the compiler adds in namespaces of its own.
    private string? FolderOf(string space) =>
        space == _rootNamespace ? ""
        : space.StartsWith(_rootNamespace + ".", StringComparison.Ordinal) ? space[(_rootNamespace.Length + 1)..].Replace('.', '/')
        : null;
}
