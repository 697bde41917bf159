"""Images: search engines, vector databases, object stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import BUILD, MANUAL

if TYPE_CHECKING:
    from .rows import Row

HEALTH = "127.0.0.1:9200/_cluster/health?wait_for_status=yellow&timeout=1s"
ELASTIC_LOGIN = '-u "elastic:{ELASTIC_PASSWORD}"'

ROWS: tuple[Row, ...] = (
    {
        "names": "elasticsearch docker.elastic.co/elasticsearch/elasticsearch",
        "source": MANUAL,
        "role": "search",
        "ports": (9200, 9300),
        "data": ("/usr/share/elasticsearch/data",),
        "declared": False,
        "moved_by": ("path.data",),
        "healthcheck": False,
        "test": {
            "xpack.security.enabled=false": f"curl -fs 'http://{HEALTH}'",
            "?ELASTIC_PASSWORD + xpack.security.http.ssl.enabled=false": f"curl -fs {ELASTIC_LOGIN} 'http://{HEALTH}'",
            "?ELASTIC_PASSWORD": f"curl -fsk {ELASTIC_LOGIN} 'https://{HEALTH}'",
        },
        "slow_start": 60,
        "grace": 60,
        "slow_stop": True,
        "memory": 1024,
        "user": "1000",
        "exclusive": True,
        "file_variables": ("ELASTIC_PASSWORD",),
        "passwords": ("ELASTIC_PASSWORD",),
        "accounts": (("elastic", "ELASTIC_PASSWORD", ""),),
        "required": (),
        "init": (),
        "writable": (
            "/tmp",
            "/usr/share/elasticsearch/config",
            "/usr/share/elasticsearch/logs",
            "/usr/share/elasticsearch/data",
        ),
        "tools": "sh bash curl",
        "workdir": "/usr/share/elasticsearch",
        "command": True,
        "jvm": True,
        "but": (
            (
                "<8",
                {
                    "test": {
                        "xpack.security.enabled=true + ?ELASTIC_PASSWORD + !xpack.security.http.ssl.enabled=true": (
                            f"curl -fs {ELASTIC_LOGIN} 'http://{HEALTH}'"
                        ),
                        "!xpack.security.enabled=true": f"curl -fs 'http://{HEALTH}'",
                    },
                },
            ),
            # Bootstrap checks refuse a production node that neither stands alone nor knows its cluster.
            (
                ">=7 <8",
                {
                    "required": (
                        "discovery.type=single-node | discovery.seed_hosts | discovery.seed_providers"
                        " | cluster.initial_master_nodes",
                    )
                },
            ),
        ),
    },
    {
        "names": "opensearchproject/opensearch",
        "source": BUILD,
        "role": "search",
        "ports": (9200, 9300, 9600, 9650),
        "data": ("/usr/share/opensearch/data",),
        "declared": False,
        "moved_by": ("path.data",),
        "healthcheck": False,
        "test": {
            "DISABLE_SECURITY_PLUGIN=true | plugins.security.disabled=true": f"curl -fs 'http://{HEALTH}'",
            "?OPENSEARCH_INITIAL_ADMIN_PASSWORD": (
                f"curl -fsk -u \"admin:{{OPENSEARCH_INITIAL_ADMIN_PASSWORD}}\" 'https://{HEALTH}'"
            ),
        },
        "slow_start": 60,
        "grace": 60,
        "memory": 1024,
        "user": "1000",
        "file_variables": (),
        "passwords": ("OPENSEARCH_INITIAL_ADMIN_PASSWORD",),
        "accounts": (("admin", "OPENSEARCH_INITIAL_ADMIN_PASSWORD", ""),),
        "required": (
            "OPENSEARCH_INITIAL_ADMIN_PASSWORD | DISABLE_SECURITY_PLUGIN=true | plugins.security.disabled=true"
            " | DISABLE_INSTALL_DEMO_CONFIG=true",
        ),
        "init": (),
        "tools": "sh bash curl",
        "workdir": "/usr/share/opensearch",
        "command": True,
        "jvm": True,
        "but": (("<2.12", {"required": (), "accounts": (("admin", "admin", ""),)}),),
    },
    {
        "names": "getmeili/meilisearch",
        "source": BUILD,
        "role": "search",
        "ports": (7700,),
        "data": ("/meili_data",),
        "declared": False,
        "healthcheck": False,
        "test": ("curl", "-fs", "http://127.0.0.1:7700/health"),
        "user": "root",
        "passwords": ("MEILI_MASTER_KEY",),
        "init": (),
        "tools": "curl",
        "family": "alpine",
        "workdir": "/meili_data",
        "command": True,
    },
    {
        "names": "typesense/typesense",
        "source": BUILD,
        "role": "search",
        "ports": (8108,),
        "data": ("/data",),
        "healthcheck": False,
        "user": "root",
        "passwords": ("TYPESENSE_API_KEY",),
        "init": (),
        "family": "ubuntu",
        "command": False,
    },
    {
        "names": "qdrant/qdrant",
        "source": BUILD,
        "role": "search",
        "ports": (6333, 6334),
        "data": ("/qdrant/storage",),
        "declared": False,
        "healthcheck": False,
        "test": ("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/6333"),
        "user": "root",
        "passwords": ("QDRANT__SERVICE__API_KEY",),
        "init": (),
        "family": "debian",
        "workdir": "/qdrant",
        "command": True,
        "but": (("unprivileged", {"user": "1000"}),),
    },
    {
        "names": "chromadb/chroma ghcr.io/chroma-core/chroma",
        "source": BUILD,
        "role": "search",
        "ports": (8000,),
        "data": ("/data",),
        "healthcheck": False,
        "init": (),
        "command": True,
        "but": (("<1", {"data": ("/chroma/chroma",)}),),
    },
    {
        "names": "milvusdb/milvus",
        "source": MANUAL,
        "role": "search",
        "ports": (19530, 9091),
        "data": ("/var/lib/milvus",),
        "test": ("curl", "-f", "http://127.0.0.1:9091/healthz"),
        "slow_start": 90,
        "tools": "sh bash curl",
        "command": False,
    },
    {
        "names": "semitechnologies/weaviate cr.weaviate.io/semitechnologies/weaviate",
        "source": BUILD,
        "role": "search",
        "ports": (8080, 50051),
        "data": ("/var/lib/weaviate",),
        "moved_by": ("PERSISTENCE_DATA_PATH",),
        "healthcheck": False,
        "test": ("wget", "-q", "--spider", "http://127.0.0.1:8080/v1/.well-known/ready"),
        "user": "root",
        "init": (),
        "tools": "?curl",
        "family": "alpine",
        "workdir": "/",
        "command": True,
    },
    {
        "names": "solr",
        "source": BUILD,
        "role": "search",
        "ports": (8983,),
        "data": ("/var/solr",),
        "declared": True,
        "healthcheck": False,
        "user": "8983",
        "command": True,
        "jvm": True,
    },
    {
        "names": "minio/minio quay.io/minio/minio",
        "source": BUILD,
        "role": "object-store",
        "ports": (9000, 9001),
        "data": ("/data",),
        "declared": True,
        "moved_by": ("MINIO_VOLUMES",),
        "healthcheck": False,
        "test": ("mc", "ready", "local"),
        "grace": 20,
        "user": "root",
        "file_variables": ("MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD"),
        "passwords": ("MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"),
        "accounts": (("MINIO_ROOT_USER|minioadmin", "MINIO_ROOT_PASSWORD|minioadmin", ""),),
        "required": (),
        "init": (),
        "tools": "sh bash curl mc",
        "workdir": "/",
        "command": False,
    },
    {
        "names": "chrislusf/seaweedfs",
        "source": MANUAL,
        "role": "object-store",
        "ports": (8333, 8888, 9333, 8080),
        "data": ("/data",),
    },
    {
        "names": "dxflrs/garage",
        "source": MANUAL,
        "role": "object-store",
        "ports": (3900, 3901, 3902, 3903),
    },
)
